namespace Ticker.Load.Subscribers;

/// <summary>How a subscriber asks for its ticks.</summary>
/// <param name="Path">Where it connects, with the query.</param>
/// <param name="Message">What it says first, and after which a <c>seam</c> tells that it is live; null = nothing, it is live at once.</param>
public sealed record StreamRequest(string Path, string? Message)
{
    /// <summary>All of a Ticker server's instruments, in mode <c>latest</c>.</summary>
    public static StreamRequest Everything { get; } = new("/v1/stream", """{"op":"subscribe","id":1,"symbols":["*"],"times":true}""");

    /// <summary>Lines of the handshake besides those of every WebSocket.</summary>
    public string MoreHeaders { get; init; } = "Sec-WebSocket-Protocol: ticker.v1.msgpack\r\n";

    /// <summary>Whether it comes by a stream of a cleartext HTTP/2 connection (RFC 8441).</summary>
    public bool IsHttp2 { get; init; }

    /// <summary>How the ticks are found in what comes.</summary>
    internal MessageScan Scan { get; init; } = MessageScan.MessagePack;
}
