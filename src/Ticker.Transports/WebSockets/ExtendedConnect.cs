using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The opening handshake over HTTP/2: a CONNECT that names the protocol which its stream is to carry. There is no key
/// and nothing is upgraded, so no refusal speaks of that.
/// </summary>
/// <remarks>Source: RFC 8441, sections 4 and 5; 501 for other protocols is RFC 9220's, section 3.</remarks>
internal static class ExtendedConnect
{
    private const string How = "over HTTP/2 a WebSocket is asked for with CONNECT and ':protocol: websocket'";

    /// <summary>Whether a request came over HTTP/2.</summary>
    public static bool Speaks(HttpRequest request) => HttpProtocol.IsHttp2(request.Protocol);

    /// <summary>Checks such a request.</summary>
    /// <returns>The refusal, or null.</returns>
    public static HandshakeRefusal? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true } connect)
        {
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method)
                ? new(StatusCodes.Status400BadRequest, How)
                : new(StatusCodes.Status405MethodNotAllowed, How, Allow: HttpMethods.Connect);
        }

        if (!string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase))
        {
            return new(StatusCodes.Status501NotImplemented, "the only protocol that is served here is websocket");
        }

        if (request.Headers.SecWebSocketVersion is not ["13"])
        {
            return new(StatusCodes.Status400BadRequest, "Sec-WebSocket-Version must be 13", TellsVersion: request.Headers.SecWebSocketVersion.Count > 0);
        }

        return request.ContentLength > 0 ? new(StatusCodes.Status400BadRequest, "a handshake has no body") : null;
    }
}
