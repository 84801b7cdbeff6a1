using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ticker.Transports.Listening;

/// <summary>Finds the connection whose bytes are those of the request and its answer, and of nothing else. Stateless.</summary>
internal static class PlainConnection
{
    /// <summary>The connection of a request; null where TLS, HTTP/2 or another transport stands between, or it ends with the answer (HTTP/1.0).</summary>
    public static WebConnection? Of(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<ITlsConnectionFeature>() is null ? context.Features.Get<WebConnection>() : null;
}
