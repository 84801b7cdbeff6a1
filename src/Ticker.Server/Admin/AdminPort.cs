using Microsoft.AspNetCore.Connections;
using KestrelListener = Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions;

namespace Ticker.Server.Admin;

/// <summary>
/// Keeps what operators see apart from what subscribers see, where it has a port of its own. Which port a request came to is
/// told by the listener that took its connection, and by nothing that the request says of itself. Thread-safe.
/// </summary>
internal sealed class AdminPort
{
    private static readonly AdminPort Taken = new();
    private static readonly PathString[] Own = ["/admin", "/metrics"];
    private static readonly PathString Health = "/healthz";

    private AdminPort()
    {
    }

    /// <summary>Marks every connection of a listener as an operator's.</summary>
    public static KestrelListener Mark(KestrelListener listener)
    {
        listener.Use(next => connection =>
        {
            connection.Features.Set(Taken);
            return next(connection);
        });
        return listener;
    }

    /// <summary>Whether a path is one of those that are for operators.</summary>
    public static bool IsOperators(PathString path) => Array.Exists(Own, own => path.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a request may be answered on the port that it came to.</summary>
    /// <param name="context">The request.</param>
    public static bool Serves(HttpContext context)
    {
        PathString path = context.Request.Path;
        bool isOwn = IsOperators(path);
        return context.Features.Get<AdminPort>() is null ? !isOwn : isOwn || path.StartsWithSegments(Health, StringComparison.OrdinalIgnoreCase);
    }
}
