namespace Ticker.Protocol;

/// <summary>What a WebSocket frame is (RFC 6455, section 5.2).</summary>
public enum WebSocketOpcode : byte
{
    /// <summary>A further piece of a fragmented message.</summary>
    Continuation = 0,

    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>Bytes.</summary>
    Binary = 2,

    /// <summary>The end of the conversation, with a code and a reason.</summary>
    Close = 8,

    /// <summary>Asks for a pong with the same payload.</summary>
    Ping = 9,

    /// <summary>Answers a ping.</summary>
    Pong = 10,
}
