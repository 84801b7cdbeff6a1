namespace Ticker.Client.Streams;

/// <summary>Why a connection ended, or could not be had.</summary>
public enum EndReason
{
    /// <summary>No server answered, or none said welcome in time. The client comes back.</summary>
    Unreachable,

    /// <summary>The server's answer was no stream. The client is closed.</summary>
    Refused,

    /// <summary>Too many connections or requests at present, or no memory there. The client comes back, not before it may.</summary>
    Busy,

    /// <summary>The connection broke, or the server went away, or the key came there too late. The client comes back.</summary>
    Lost,

    /// <summary>Nothing came for three heartbeats. The client comes back.</summary>
    Mute,

    /// <summary>The server is restarting. The client comes back when it was told to.</summary>
    Restarting,

    /// <summary>Too slow a reader. The client comes back, with what the handler of <see cref="Events.Evicted"/> asked for.</summary>
    Slow,

    /// <summary>The key is not valid, or there is none. The client comes back if it gets another one.</summary>
    Unauthorized,

    /// <summary>What was done is not allowed with this key. The client is closed.</summary>
    Forbidden,

    /// <summary>Too many subscriptions, asked for again and again. The client is closed.</summary>
    Limit,

    /// <summary>One of the two said what the protocol does not allow. The client is closed.</summary>
    Broken,

    /// <summary>A statement and what came do not add up. The client is closed.</summary>
    Accounts,

    /// <summary>A handler of events, or the function that gives keys, threw. The client is closed.</summary>
    Handler,

    /// <summary>Something went wrong in the client that nobody foresaw. The client is closed.</summary>
    Fault,

    /// <summary>The replay is at its end. The client is closed, and iterations end without an error.</summary>
    Ended,

    /// <summary>The owner closed the client.</summary>
    Owner,
}
