namespace Ticker.Server.Tests.Peers;

/// <summary>Opening handshakes as text.</summary>
internal static class Handshakes
{
    /// <summary>The sample key of RFC 6455, section 1.3, and the answer that it must get.</summary>
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public const string Json = "Sec-WebSocket-Protocol: ticker.v1.json";

    /// <summary>A right handshake, and more headers.</summary>
    public static string With(params string[] headers) =>
        Request("GET /v1/stream HTTP/1.1", ["Host: localhost", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", $"Sec-WebSocket-Key: {Key}", .. headers]);

    /// <summary>A right handshake with the headers of a name replaced; an empty replacement leaves it out.</summary>
    public static string Replacing(string name, params string[] replacements)
    {
        IEnumerable<string> others = With().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(line => !line.StartsWith(name + ":", StringComparison.Ordinal));
        return Request("GET /v1/stream HTTP/1.1", [.. others, .. replacements]);
    }

    public static string Request(string line, params string[] headers) => line + "\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
}
