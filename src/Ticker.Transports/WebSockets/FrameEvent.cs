namespace Ticker.Transports.WebSockets;

/// <summary>What a <see cref="FrameReader"/> has come upon.</summary>
public enum FrameEvent
{
    /// <summary>Nothing yet: the bytes are used up.</summary>
    None,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>A ping; its payload is to be sent back.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>A close frame: the peer sends nothing more that counts.</summary>
    Close,

    /// <summary>A broken rule: what follows cannot be read as frames.</summary>
    Fault,
}
