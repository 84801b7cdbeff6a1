namespace Ticker.Protocol;

/// <summary>How messages are written on a connection. Both say the same with the same keys.</summary>
public enum WireEncoding : byte
{
    /// <summary>MessagePack, in binary WebSocket messages; the default.</summary>
    MessagePack,

    /// <summary>JSON (RFC 8259), in text WebSocket messages.</summary>
    Json,
}
