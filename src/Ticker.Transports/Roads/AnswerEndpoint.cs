using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Roads;

/// <summary>
/// Answers that end: <c>GET /v1/poll</c>, what has come since a position, and <c>GET /v1/snapshot</c>, the state now. Each
/// is a subscriber for as long as it takes. Thread-safe.
/// </summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="door">Who may come in.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class AnswerEndpoint(Pipeline pipeline, RoadDoor door, RoadOptions options, TimeProvider time)
{
    /// <summary>The header that tells where to go on after an answer.</summary>
    public const string Position = "Ticker-Position";

    private const int RetryAfterSeconds = 1;

    /// <summary>Answers a poll.</summary>
    public async Task PollAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        SubscribeMessage subscribe = RoadQuery.Read(context.Request, Road.Poll, wrong);
        TimeSpan wait = RoadQuery.WaitOf(context.Request.Query, options, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
        }
        else if (HttpMethods.IsHead(context.Request.Method))
        {
            HeadOfPoll(context);
        }
        else
        {
            await door.EnterAsync(context, Road.Poll, () => ServeAsync(context, Road.Poll, subscribe, wait)).ConfigureAwait(false);
        }
    }

    /// <summary>Answers with the state now.</summary>
    public async Task SnapshotAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        SubscribeMessage subscribe = RoadQuery.Read(context.Request, Road.Snapshot, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
        }
        else
        {
            await door.EnterAsync(context, Road.Snapshot, () => ServeAsync(context, Road.Snapshot, subscribe, wait: null)).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(HttpContext context, Road road, SubscribeMessage subscribe, TimeSpan? wait)
    {
        var sink = new AnswerSink(road, options, new MemoryShare(pipeline.Memory, Subscriber.SinkAllotment));
        try
        {
            AnswerEnd end = await GatherAsync(context, sink, subscribe, wait).ConfigureAwait(false);
            await AnswerAsync(context, road, sink, end).ConfigureAwait(false);
        }
        finally
        {
            sink.Release();
        }
    }

    // Until the answer is there, and the lane has let go of it.
    private async Task<AnswerEnd> GatherAsync(HttpContext context, AnswerSink sink, SubscribeMessage subscribe, TimeSpan? wait)
    {
        var subscriber = new Subscriber(sink, Framing.Events) { FirstHeartbeat = wait, Entitlements = WebGuard.AdmissionOf(context).Entitlements };
        pipeline.Join(subscriber);
        using (context.RequestAborted.UnsafeRegister(static gone => ((Subscriber)gone!).PeerGone(), subscriber))
        {
            await subscriber.PostAsync(subscribe, CancellationToken.None).ConfigureAwait(false);
            await subscriber.Completion.ConfigureAwait(false);
        }

        sink.Abandon();
        sink.Statement = subscriber.Final;
        return await sink.Done.ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, Road road, AnswerSink sink, AnswerEnd end)
    {
        switch (end)
        {
            case AnswerEnd.Whole:
                break;
            case AnswerEnd.Refused:
                await LaneRefusal.AnswerAsync(context, LaneRefusal.Last(sink.Events.Span)).ConfigureAwait(false);
                return;
            case AnswerEnd.TooLong:
                await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"the answer would have more than {options.MaxAnswer} bytes; ask for fewer symbols, or use /v1/events or /v1/ticks").ConfigureAwait(false);
                return;
            case AnswerEnd.NoMemory:
                await Problem.WriteBusyAsync(context, "the server's memory budget has no room for the answer", RetryAfterSeconds).ConfigureAwait(false);
                return;
            default:
                return;
        }

        context.Response.Headers[Position] = sink.Resume?.ToString();
        if (road == Road.Poll)
        {
            HeadOfPoll(context);
            await SendAsync(context, AnswerBody.OfPoll(sink.Events.Span, sink.Statement, sink.Resume)).ConfigureAwait(false);
        }
        else
        {
            await SendStateAsync(context, AnswerBody.OfState(sink.Events.Span)).ConfigureAwait(false);
        }
    }

    private static void HeadOfPoll(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
    }

    private async Task SendStateAsync(HttpContext context, ArrayBufferWriter<byte> body)
    {
        // Of the bytes themselves: it changes whenever one of them does, and with nothing else.
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body.WrittenSpan).AsSpan(0, 16))}\"");
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = tag.ToString();
        var headers = new RequestHeaders(context.Request.Headers);
        if (headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await SendAsync(context, body).ConfigureAwait(false);
    }

    private async Task SendAsync(HttpContext context, ArrayBufferWriter<byte> body)
    {
        context.Response.ContentLength = body.WrittenCount;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var answer = new PacedAnswer(context, pipeline.Options.Subscribers.WriteDeadline, time);
        await using (answer.ConfigureAwait(false))
        {
            for (int at = 0; at < body.WrittenCount; at += PacedAnswer.Piece)
            {
                answer.Write(body.WrittenSpan[at..Math.Min(body.WrittenCount, at + PacedAnswer.Piece)]);
                if (!await answer.SendAsync().ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }
}
