using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Ticker.Transports.WebSockets;

/// <summary>The opening handshake: over HTTP/1.1 that of RFC 6455, section 4.2, over HTTP/2 that of <see cref="ExtendedConnect"/>.</summary>
public static class Handshake
{
    private const int KeyBytes = 16;
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Checks a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="accept">The value of <c>Sec-WebSocket-Accept</c>, when nothing is wrong; empty over HTTP/2, which needs none.</param>
    /// <returns>The refusal, or null.</returns>
    public static HandshakeRefusal? Check(HttpContext context, out string accept)
    {
        ArgumentNullException.ThrowIfNull(context);
        accept = "";
        HttpRequest request = context.Request;
        if (ExtendedConnect.Speaks(request))
        {
            return ExtendedConnect.Check(context);
        }

        if (!HttpMethods.IsGet(request.Method))
        {
            return new(StatusCodes.Status405MethodNotAllowed, "a WebSocket is asked for with GET", Allow: HttpMethods.Get);
        }

        if (!HttpProtocol.IsHttp11(request.Protocol))
        {
            return new(StatusCodes.Status400BadRequest, "a WebSocket needs HTTP/1.1 or HTTP/2");
        }

        if (!Lists(request.Headers.Upgrade, "websocket") || !Lists(request.Headers.Connection, "upgrade"))
        {
            return new(StatusCodes.Status400BadRequest, "this is a WebSocket: send 'Connection: Upgrade' and 'Upgrade: websocket'");
        }

        if (request.Headers.SecWebSocketVersion.Count == 0)
        {
            return new(StatusCodes.Status400BadRequest, "Sec-WebSocket-Version is missing; it must be 13");
        }

        if (request.Headers.SecWebSocketVersion is not ["13"])
        {
            return new(StatusCodes.Status426UpgradeRequired, "Sec-WebSocket-Version must be 13", TellsVersion: true);
        }

        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            return new(StatusCodes.Status400BadRequest, "a handshake has no body");
        }

        if (request.Headers.SecWebSocketKey is not [{ } key] || !IsKey(key))
        {
            return new(StatusCodes.Status400BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64, once");
        }

        accept = Accept(key);
        return null;
    }

    /// <summary>Takes a request that was checked: what it is answered leaves, and its stream is both sides' to write to.</summary>
    /// <param name="context">The request.</param>
    /// <param name="accept">What <see cref="Check"/> gave.</param>
    public static async Task<Stream> AcceptAsync(HttpContext context, string accept)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ExtendedConnect.Speaks(context.Request))
        {
            return await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync().ConfigureAwait(false);
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = accept;
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
    }

    private static bool Lists(StringValues header, string token)
    {
        foreach (string? line in header)
        {
            foreach (string item in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (item.Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes + 2];
        return key.Length == 24 && Convert.TryFromBase64String(key, bytes, out int written) && written == KeyBytes;
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 names SHA-1; it proves nothing but that a WebSocket server answers.")]
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
}
