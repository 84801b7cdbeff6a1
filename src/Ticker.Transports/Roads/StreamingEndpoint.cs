using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Roads;

/// <summary>
/// Answers without end: <c>GET /v1/events</c>, server-sent events, and <c>GET /v1/ticks</c>, a message a line. Each is a
/// subscriber with one subscription, which the URL describes. Thread-safe.
/// </summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="door">Who may come in.</param>
/// <param name="options">The limits.</param>
/// <param name="serverName">What <c>welcome</c> calls this server.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of subscribers that come and go, and of those that the server had to end.</param>
public sealed partial class StreamingEndpoint(Pipeline pipeline, RoadDoor door, RoadOptions options, string serverName, TimeProvider time, ILogger<StreamingEndpoint> logger)
{
    private readonly Greeting _greeting = new(serverName, pipeline.Options.Subscribers, time);

    /// <summary>Answers a request for events.</summary>
    public Task EventsAsync(HttpContext context) => HandleAsync(context, Road.Events);

    /// <summary>Answers a request for lines.</summary>
    public Task TicksAsync(HttpContext context) => HandleAsync(context, Road.Ticks);

    private async Task HandleAsync(HttpContext context, Road road)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        SubscribeMessage subscribe = RoadQuery.Read(context.Request, road, wrong);
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
            await door.EnterAsync(context, road, () => ServeAsync(context, road, subscribe)).ConfigureAwait(false);
        }
    }

    private static void Head(HttpContext context, Road road)
    {
        context.Response.ContentType = road == Road.Events ? "text/event-stream" : "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";

        // nginx would gather an answer before it passes it on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe)
    {
        var sink = new HttpSink(context.Response.Body, door.MostUnsent);
        var subscriber = new Subscriber(sink, road == Road.Events ? Framing.Events : Framing.Lines);
        pipeline.Join(subscriber);
        LogJoined(context.Connection.Id, context.Connection.RemoteIpAddress, road);
        using (context.RequestAborted.UnsafeRegister(static gone => ((Subscriber)gone!).PeerGone(), subscriber))
        {
            await subscriber.PostAsync(subscribe, CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAny(sink.First, subscriber.Completion).ConfigureAwait(false);
            if (!sink.First.IsCompleted)
            {
                return;
            }

            if (LaneRefusal.In(sink.Kept) is { } refusal)
            {
                subscriber.PeerGone();
                await subscriber.Completion.ConfigureAwait(false);
                await LaneRefusal.AnswerAsync(context, refusal).ConfigureAwait(false);
                return;
            }

            Head(context, road);
            await StreamAsync(context, sink, subscriber).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(HttpContext context, HttpSink sink, Subscriber subscriber)
    {
        Task beginning = sink.BeginAsync(GreetingOf(subscriber.Framing));
        SubscriberEnd end = await subscriber.Completion.ConfigureAwait(false);
        if (end == SubscriberEnd.Aborted)
        {
            context.Abort();
        }

        await beginning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await sink.Idle.ConfigureAwait(false);
        if (subscriber.Evicted is { } eviction)
        {
            LogEvicted(context.Connection.Id, context.Connection.RemoteIpAddress, eviction.Reason, eviction.Pending, eviction.Resume);
        }
        else
        {
            LogLeft(context.Connection.Id, subscriber.Closed.Code, end);
        }
    }

    private byte[] GreetingOf(Framing framing)
    {
        byte[] welcome = _greeting.Write(framing, pipeline.Position.Epoch);
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
