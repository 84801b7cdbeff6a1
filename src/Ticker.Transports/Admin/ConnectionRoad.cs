namespace Ticker.Transports.Admin;

/// <summary>By which road somebody is connected.</summary>
public enum ConnectionRoad
{
    /// <summary>A WebSocket with a connection of its own.</summary>
    Ws,

    /// <summary>A WebSocket over HTTP/2.</summary>
    H2,

    /// <summary>A WebSocket that a recording is played to.</summary>
    Replay,

    /// <summary>Server-sent events.</summary>
    Sse,

    /// <summary>A message a line.</summary>
    Lines,

    /// <summary>Polls, for as long as each follows the last.</summary>
    Poll,
}
