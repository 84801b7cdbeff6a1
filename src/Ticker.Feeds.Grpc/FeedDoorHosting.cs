using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ticker.Feeds.Grpc;

/// <summary>
/// Opens the feed door on a Kestrel listener, and on that one only: its connections are marked when they are
/// accepted, so that neither host header nor path of a request decides who serves it. A listener may also be shared.
/// </summary>
/// <remarks>
/// <code>
/// kestrel.Listen(endpoint, listen => listen.UseFeedDoor());
/// ..
/// app.UseFeedDoor(door);
/// </code>
/// </remarks>
public static class FeedDoorHosting
{
    /// <summary>Makes a listener the feed door's: HTTP/2 only, without TLS unless that was asked for before.</summary>
    public static ListenOptions UseFeedDoor(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Protocols = HttpProtocols.Http2;
        return Mark(listen, FeedDoorMark.Whole);
    }

    /// <summary>Lets the feed door be reached through a listener that serves others too: what says that it is gRPC is the door's.</summary>
    public static ListenOptions ShareFeedDoor(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        return Mark(listen, FeedDoorMark.Shared);
    }

    /// <summary>
    /// Sends every request that came through such a listener to the door; must come before any middleware that other
    /// requests need.
    /// </summary>
    public static IApplicationBuilder UseFeedDoor(this IApplicationBuilder app, GrpcFeedDoor door)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(door);
        return app.MapWhen(IsFeedDoor, branch => branch.Run(door.ServeAsync));
    }

    /// <summary>Whether a request is the feed door's.</summary>
    public static bool IsFeedDoor(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        FeedDoorMark? mark = context.Features.Get<FeedDoorMark>();
        return mark == FeedDoorMark.Whole
            || (mark == FeedDoorMark.Shared && HttpProtocol.IsHttp2(context.Request.Protocol)
                && context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>
    /// Sets what the door needs of a server's limits: a publisher that is gone without a word is noticed by HTTP/2
    /// pings.
    /// </summary>
    /// <param name="limits">The server's limits.</param>
    /// <param name="pingInterval">How long a connection may be silent before it is sent a ping; null = 20 s.</param>
    /// <param name="pingTimeout">How long after it a sign of life must come; null = 10 s.</param>
    public static void ForFeedDoor(this KestrelServerLimits limits, TimeSpan? pingInterval = null, TimeSpan? pingTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Http2.KeepAlivePingDelay = pingInterval ?? TimeSpan.FromSeconds(20);
        limits.Http2.KeepAlivePingTimeout = pingTimeout ?? TimeSpan.FromSeconds(10);
    }

    private sealed class FeedDoorMark
    {
        public static FeedDoorMark Whole { get; } = new();

        public static FeedDoorMark Shared { get; } = new();
    }

    private static ListenOptions Mark(ListenOptions listen, FeedDoorMark mark)
    {
        listen.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
        return listen;
    }
}
