namespace Ticker.Client.Streams;

/// <summary>What a client is doing about its connection.</summary>
public enum ClientState
{
    /// <summary>Trying to connect.</summary>
    Connecting,

    /// <summary>Connected and welcomed.</summary>
    Open,

    /// <summary>Waiting to come back.</summary>
    Waiting,

    /// <summary>At its end; it does not come back.</summary>
    Closed,
}
