namespace Ticker.Client.Streams;

/// <summary>By which road a client gets its stream.</summary>
public enum Road
{
    /// <summary>A WebSocket: one connection for all subscriptions.</summary>
    WebSocket,

    /// <summary>Server-sent events over plain HTTP: a request for each subscription.</summary>
    Events,

    /// <summary>Long polls: a request for each handful of ticks.</summary>
    Poll,
}
