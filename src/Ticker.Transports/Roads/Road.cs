namespace Ticker.Transports.Roads;

/// <summary>By which request a subscriber comes that does not come by WebSocket.</summary>
public enum Road
{
    /// <summary><c>GET /v1/events</c>: server-sent events.</summary>
    Events,

    /// <summary><c>GET /v1/ticks</c>: one message a line, without end.</summary>
    Ticks,

    /// <summary><c>GET /v1/poll</c>: answered when something has come.</summary>
    Poll,

    /// <summary><c>GET /v1/snapshot</c>: the state now.</summary>
    Snapshot,
}
