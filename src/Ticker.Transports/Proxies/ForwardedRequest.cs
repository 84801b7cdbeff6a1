using System.Net;
using Microsoft.AspNetCore.Http;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Proxies;

/// <summary>
/// Gives a request the address, scheme and host that trusted proxies tell in the header <c>Forwarded</c>: from the last
/// hop back to the first one that nobody vouches for. Thread-safe.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="trusted">Whose word is taken.</param>
public sealed class ForwardedRequest(RequestDelegate next, TrustedAddresses trusted)
{
    private const string Name = "Forwarded";

    /// <summary>Serves a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Request.Headers.TryGetValue(Name, out var lines) || !trusted.Contains(context.Connection.RemoteIpAddress))
        {
            return next(context);
        }

        // Passed over, it would hide the client behind its proxy from whoever counts or logs.
        if (!ForwardedHeader.TryRead(lines, out List<ForwardedHop> hops))
        {
            return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "the header Forwarded is not as RFC 7239 has it");
        }

        for (int i = hops.Count - 1; i >= 0 && trusted.Contains(context.Connection.RemoteIpAddress); i--)
        {
            ForwardedHop hop = hops[i];
            context.Request.Scheme = hop.Scheme ?? context.Request.Scheme;
            context.Request.Host = hop.Host is { } host ? new HostString(host) : context.Request.Host;
            if (hop.For is null)
            {
                break;
            }

            context.Connection.RemoteIpAddress = hop.For.Address;
            context.Connection.RemotePort = hop.For.Port;
        }

        return next(context);
    }
}
