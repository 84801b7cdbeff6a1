using Microsoft.AspNetCore.Http;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// Which pages may connect: those of the server itself, and those of named origins, compared whole. Browsers always
/// say the origin and cannot lie about it; the same-origin policy itself does not cover WebSockets (RFC 6455, 10.2).
/// </summary>
/// <param name="allowed">Origins beside the server's own; <c>*</c> = any.</param>
public sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly HashSet<string> _allowed = new(allowed, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request may go on.</summary>
    public bool Allows(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (request.Headers.Origin.Count)
        {
            case 0:
                return true;
            case 1:
                string origin = request.Headers.Origin[0] ?? "";
                return _allowed.Contains("*") || _allowed.Contains(origin)
                    || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
            default:
                return false;
        }
    }
}
