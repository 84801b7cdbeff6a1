namespace Ticker.Server.Tests.Peers;

/// <summary>What the bytes of a WebSocket go through on their way.</summary>
public enum Road
{
    /// <summary>HTTP/1.1, nothing in between.</summary>
    Plain,

    /// <summary>HTTP/1.1 over TLS.</summary>
    Tls,

    /// <summary>A stream of a cleartext HTTP/2 connection.</summary>
    Http2,

    /// <summary>A stream of an HTTP/2 connection over TLS.</summary>
    Http2OverTls,
}
