namespace Ticker.Engine.Deliver;

/// <summary>What stands around each message on a road to a subscriber.</summary>
public enum FrameShape
{
    /// <summary>A WebSocket frame (RFC 6455, section 5). The peer may speak too.</summary>
    WebSocket,

    /// <summary>As <see cref="WebSocket"/>, and messages of some size are compressed (RFC 7692), each by itself, so that all can have the same bytes.</summary>
    DeflatedWebSocket,

    /// <summary>One message a line.</summary>
    Lines,

    /// <summary>A server-sent event (WHATWG HTML, section 9.2), with the position to resume from as its id where that is known.</summary>
    Events,

    /// <summary>For answers that are put together of several messages: each after a <see cref="FramePart"/>'s head.</summary>
    Parts,
}
