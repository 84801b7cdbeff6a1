using System.Globalization;
using Ticker.Transports.Listening;

namespace Ticker.Server;

/// <summary>Headers that keep a browser from doing more with the server's pages than they need.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="options">How long browsers are to come over TLS only.</param>
/// <remarks>Sources: Content Security Policy Level 3, Fetch (sniffing, cross-origin resource policy), HTML (opener policy), RFC 6797.</remarks>
internal sealed class SecurityHeaders(RequestDelegate next, ServerOptions options)
{
    private readonly string? _strictTransport = options.Listen.StrictTransport > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"max-age={(long)options.Listen.StrictTransport.TotalSeconds}")
        : null;

    /// <summary>Adds them to every answer.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Not for this machine: it would hold for every server that a person ever runs there.
        if (_strictTransport is not null && context.Request.IsHttps && !HostPolicy.LeadsNowhereElse(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = _strictTransport;
        }

        return next(context);
    }
}
