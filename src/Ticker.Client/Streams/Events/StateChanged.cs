namespace Ticker.Client.Streams.Events;

/// <summary>The client does something else about its connection now.</summary>
/// <param name="State">What.</param>
/// <param name="Road">By which road.</param>
public sealed record StateChanged(ClientState State, Road Road) : ClientEvent
{
    /// <summary>Why there is no connection, where it is waiting or closed.</summary>
    public EndReason? Reason { get; init; }

    /// <summary>The close code, or the status of the answer, where there was one.</summary>
    public int? Code { get; init; }

    /// <summary>The reason of the close, or what went wrong, for a person to read.</summary>
    public string? Text { get; init; }

    /// <summary>Where it is waiting: the number of the attempt that follows, 1 after a connection that stood.</summary>
    public int Attempt { get; init; }

    /// <summary>Where it is waiting: how long.</summary>
    public TimeSpan RetryIn { get; init; }
}
