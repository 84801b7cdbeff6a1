using Ticker.Engine.Access;
using Ticker.Server.Admin;
using Ticker.Transports.Listening;
using Ticker.Transports.WebSockets;

namespace Ticker.Server;

/// <summary>
/// Holds back what a browser sends on behalf of somebody else's page: 421 (RFC 9110, 15.5.20) to whoever asks by a name
/// that the server does not go by, 403 to what would change something and comes from an origin that is not allowed. What operators
/// have done, only the server's own pages may ask for, whichever others may read.
/// </summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="options">The server's names, and the origins.</param>
/// <param name="gate">Counts who is refused.</param>
internal sealed class PageCheck(RequestDelegate next, ServerOptions options, AccessGate gate)
{
    private readonly HostPolicy _names = PolicyOf(options);
    private readonly OriginPolicy _origins = new(options.WebSockets.AllowedOrigins);
    private readonly OriginPolicy _own = new([]);

    /// <summary>Serves a request, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (!_names.Allows(context.Request.Host))
        {
            return RefuseAsync(context, RefusalReason.Host, StatusCodes.Status421MisdirectedRequest, "this server does not go by that name; Ticker:Http:Hosts gives it names");
        }

        // What is only read its browser keeps from it, and streams look for themselves.
        bool reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method);
        OriginPolicy origins = AdminPort.IsOperators(context.Request.Path) ? _own : _origins;
        return reads || origins.Allows(context.Request)
            ? next(context)
            : RefuseAsync(context, RefusalReason.Origin, StatusCodes.Status403Forbidden, "pages of this origin may not do this");
    }

    // With keys, a page that gets by gains nothing, since no browser adds them by itself; beyond this machine, or behind a
    // proxy, the server has names that only its operator knows.
    private static HostPolicy PolicyOf(ServerOptions options) =>
        new(options.Http.Hosts, strict: !options.Access.IsOn && !options.Listen.Beyond.Any() && options.Proxies.Trusted.Length == 0);

    private Task RefuseAsync(HttpContext context, RefusalReason reason, int status, string detail)
    {
        gate.Refusals.Add(reason);
        return Results.Problem(statusCode: status, detail: detail).ExecuteAsync(context);
    }
}
