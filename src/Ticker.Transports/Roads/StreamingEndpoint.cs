using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Admin;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Roads;

/// <summary>
/// Answers without end: <c>GET /v1/events</c>, server-sent events, and <c>GET /v1/ticks</c>, a message a line. Each is a
/// subscriber with one subscription, which the URL describes. Thread-safe.
/// </summary>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="door">Who may come in.</param>
/// <param name="options">The limits.</param>
/// <param name="serverName">What <c>welcome</c> calls this server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of subscribers that come and go, and of those that the server had to end.</param>
/// <param name="register">Knows who is connected.</param>
public sealed partial class StreamingEndpoint(
    Markets markets, RoadDoor door, RoadOptions options, string serverName, TimeProvider time, ILogger<StreamingEndpoint> logger, ConnectionRegister register)
{
    private readonly Greeting _greeting = new(serverName, markets.Present.Pipeline.Options.Subscribers, time);

    /// <summary>Answers a request for events.</summary>
    public Task EventsAsync(HttpContext context) => HandleAsync(context, Road.Events);

    /// <summary>Answers a request for lines.</summary>
    public Task TicksAsync(HttpContext context) => HandleAsync(context, Road.Ticks);

    private async Task HandleAsync(HttpContext context, Road road)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        SubscribeMessage subscribe = RoadQuery.Read(context.Request, road, wrong);
        TimeSpan? statements = RoadQuery.StatementsOf(context.Request.Query, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
        }
        else if (HttpMethods.IsHead(context.Request.Method))
        {
            Head(context, road);
        }
        else
        {
            await door.EnterAsync(context, road, () => ServeAsync(context, road, subscribe, statements)).ConfigureAwait(false);
        }
    }

    private static void Head(HttpContext context, Road road)
    {
        context.Response.ContentType = road == Road.Events ? "text/event-stream" : "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";

        // nginx would gather an answer before it passes it on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe, TimeSpan? statements)
    {
        if (await MarketDoor.EnterAsync(context, markets).ConfigureAwait(false) is not { } market)
        {
            return;
        }

        try
        {
            await ServeAsync(context, road, subscribe, statements, market).ConfigureAwait(false);
        }
        finally
        {
            market.Leave();
        }
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe, TimeSpan? statements, Market market)
    {
        StreamedBody body;
        try
        {
            body = new StreamedBody(context, door.Sockets, time);
        }
        catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
        {
            // The client was faster.
            return;
        }

        using (body)
        {
            await ServeAsync(context, road, subscribe, statements, market, body).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe, TimeSpan? statements, Market market, StreamedBody body)
    {
        var sink = new HttpSink(body.Sink);
        var subscriber = new Subscriber(sink, body.Of(road == Road.Events ? Framing.Events : Framing.Lines))
        {
            StatementInterval = statements,
            Entitlements = WebGuard.AdmissionOf(context).Entitlements,
        };
        LogJoined(context.Connection.Id, context.Connection.RemoteIpAddress, road);
        var peer = new ConnectedPeer(context, context.Connection.Id, road == Road.Events ? ConnectionRoad.Sse : ConnectionRoad.Lines, WireEncoding.Json, WebGuard.AdmissionOf(context));
        register.Enter(peer);
        try
        {
            market.Pipeline.Join(subscriber);
            peer.Serve(subscriber);
            WebGuard.AdmissionOf(context).Attach(subscriber);
            await ServeAsync(context, road, subscribe, body, sink, subscriber, market).ConfigureAwait(false);
        }
        finally
        {
            register.Leave(peer);
        }
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe, StreamedBody body, HttpSink sink, Subscriber subscriber, Market market)
    {
        using (context.RequestAborted.UnsafeRegister(static gone => ((Subscriber)gone!).PeerGone(), subscriber))
        {
            await subscriber.PostAsync(subscribe, CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAny(sink.First, subscriber.Completion).ConfigureAwait(false);
            if (!sink.First.IsCompleted)
            {
                return;
            }

            if (LaneRefusal.In(sink.Kept[subscriber.Framing.ChunkStart..]) is { } refusal)
            {
                subscriber.PeerGone();
                await subscriber.Completion.ConfigureAwait(false);
                await LaneRefusal.AnswerAsync(context, refusal).ConfigureAwait(false);
                return;
            }

            Head(context, road);
            await StreamAsync(context, body, sink, subscriber, market).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(HttpContext context, StreamedBody body, HttpSink sink, Subscriber subscriber, Market market)
    {
        Task beginning = BeginAsync(context, sink, subscriber.Framing, market);
        SubscriberEnd end = await body.EndAsync(subscriber.Completion, market.Pipeline.Options.Subscribers.CloseGrace, time).ConfigureAwait(false);
        await beginning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (subscriber.Evicted is { } eviction)
        {
            LogEvicted(context.Connection.Id, context.Connection.RemoteIpAddress, eviction.Reason, eviction.Pending, eviction.Resume);
        }
        else
        {
            LogLeft(context.Connection.Id, subscriber.Closed.Code, end);
        }
    }

    // Once the flush has ended the kernel has all of it: the socket is the lane's.
    private async Task BeginAsync(HttpContext context, HttpSink sink, Framing framing, Market market)
    {
        await context.Response.Body.WriteAsync(GreetingOf(framing with { IsChunked = false }, WebGuard.StateOf(context), market)).ConfigureAwait(false);
        await context.Response.Body.FlushAsync().ConfigureAwait(false);
        sink.Begin();
    }

    private byte[] GreetingOf(Framing framing, AuthState auth, Market market)
    {
        byte[] welcome = Greeting.Write(framing, _greeting.Make(market.Pipeline.Position.Epoch, auth, market.Delay));
        string retry = string.Create(CultureInfo.InvariantCulture, $"retry: {(long)options.Retry.TotalMilliseconds}\n");
        return framing.Shape == FrameShape.Events ? [.. Encoding.UTF8.GetBytes(retry), .. welcome] : welcome;
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Debug, Message = "Subscriber {Connection} from {Address} joined, by {Road}.")]
    private partial void LogJoined(string connection, System.Net.IPAddress? address, Road road);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Debug, Message = "Subscriber {Connection} left; close code {Code}, {End}.")]
    private partial void LogLeft(string connection, int code, SubscriberEnd end);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Warning, Message = "Subscriber {Connection} from {Address} was too slow ({Reason}): {Pending} ticks waited for it. It may resume from {Resume}.")]
    private partial void LogEvicted(string connection, System.Net.IPAddress? address, EvictionReason reason, long pending, StreamPosition resume);
}
