namespace Ticker.Client.Streams.Events;

/// <summary>What a key is asked for.</summary>
public enum KeyNeed
{
    /// <summary>A connection is about to be made.</summary>
    Connecting,

    /// <summary>The present token is about to expire.</summary>
    Expiring,

    /// <summary>The last one was refused.</summary>
    Refused,
}
