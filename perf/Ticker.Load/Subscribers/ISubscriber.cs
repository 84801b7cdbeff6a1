namespace Ticker.Load.Subscribers;

/// <summary>One who gets ticks over a connection that is made already, read by the thread of its crowd.</summary>
internal interface ISubscriber : IDisposable
{
    nint Handle { get; }

    /// <summary>How many live ticks came.</summary>
    long Ticks { get; }

    /// <summary>How many they stand for, with those that collapsed into them; 0 = not looked at.</summary>
    long StandFor { get; }

    /// <summary>How many data messages, or answers, they came in; 0 = not looked at.</summary>
    long Messages { get; }

    /// <summary>How many bytes passed its socket, both ways, since the connection was made, without what TCP and IP add.</summary>
    long Bytes { get; }

    /// <summary>Whether all that follows is live.</summary>
    bool IsLive { get; }

    /// <summary>Reads once what has come.</summary>
    /// <param name="buffer">Scratch that all of the crowd share.</param>
    /// <param name="ages">Gets the age of each live tick.</param>
    /// <param name="atMost">The most bytes to take.</param>
    void Read(byte[] buffer, LatencyHistogram ages, int atMost = int.MaxValue);
}
