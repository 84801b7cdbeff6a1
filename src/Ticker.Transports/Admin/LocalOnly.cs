using System.Net;
using Microsoft.AspNetCore.Http;
using Ticker.Transports.Answers;
using Ticker.Transports.Listening;

namespace Ticker.Transports.Admin;

/// <summary>
/// Serves only those on this machine, for servers that ask nobody who they are. Neither a proxy that says for whom it asks, or that
/// it is one, nor a page of a name that was made to mean this machine gets through. A proxy on this machine that says nothing at
/// all looks like somebody who sits at it: before one of these, a server needs keys, or a port of its own for operators. Stateless.
/// </summary>
public static class LocalOnly
{
    private const string Forwarded = "X-Forwarded-";

    // RFC 7239, RFC 9110 (7.6.3), and what proxies wrote before there were these.
    private static readonly string[] OfProxies = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"];

    /// <summary>Answers 403 to all others.</summary>
    public static RequestDelegate Protect(RequestDelegate next) => context => IsLocal(context)
        ? next(context)
        : Problem.WriteAsync(
            context, StatusCodes.Status403Forbidden, "authentication is off, so that only this machine may ask, by its address or as localhost, and through no proxy; to ask from elsewhere, give the server keys (Ticker:Access:Keys)");

    // Both whoever is at the other end of the wire and whoever that is said to be.
    private static bool IsLocal(HttpContext context) =>
        IsLoopback((context.Features.Get<WebConnection>()?.Socket.RemoteEndPoint as IPEndPoint)?.Address)
        && IsLoopback(context.Connection.RemoteIpAddress)
        && !IsOfProxy(context.Request)
        && HostPolicy.LeadsNowhereElse(context.Request.Host.Host);

    // HTTP/1.0 no client speaks that has anything to ask here; nginx does to whatever is behind it, and says nothing else unless it is told to.
    private static bool IsOfProxy(HttpRequest request) =>
        HttpProtocol.IsHttp10(request.Protocol)
        || Array.Exists(OfProxies, request.Headers.ContainsKey)
        || request.Headers.Keys.Any(static name => name.StartsWith(Forwarded, StringComparison.OrdinalIgnoreCase));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
