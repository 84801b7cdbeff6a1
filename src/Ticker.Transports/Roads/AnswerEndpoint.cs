using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Ticker.Engine.Access;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Admin;
using Ticker.Transports.Answers;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Roads;

/// <summary>
/// Answers that end: <c>GET /v1/poll</c>, what has come since a position, and <c>GET /v1/snapshot</c>, the state now.
/// Thread-safe.
/// </summary>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="door">Who may come in.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
/// <param name="register">Knows who is connected.</param>
public sealed class AnswerEndpoint(Markets markets, RoadDoor door, RoadOptions options, TimeProvider time, ConnectionRegister register)
{
    /// <summary>The header that tells where to go on after an answer.</summary>
    public const string Position = "Ticker-Position";

    private const int RetryAfterSeconds = 1;

    private readonly RestingPolls _resting = new(options.RestingPolls);
    private readonly MemoryBudget _memory = markets.Present.Pipeline.Memory;
    private readonly StateAnswers _states = new(options);
    private readonly long _costOfSending = ConnectionMemory.CostOfSending(door.Sockets.UnsentLowWater, PacedAnswer.Piece);

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
            await door.EnterAsync(context, Road.Poll, () => EnterAsync(context, market => ServePollAsync(context, subscribe, wait, market))).ConfigureAwait(false);
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
            await door.EnterAsync(context, Road.Snapshot, () => EnterAsync(context, market => ServeStateAsync(context, subscribe, market))).ConfigureAwait(false);
        }
    }

    private async Task EnterAsync(HttpContext context, Func<Market, Task> serve)
    {
        if (await MarketDoor.EnterAsync(context, markets).ConfigureAwait(false) is not { } market)
        {
            return;
        }

        try
        {
            await serve(market).ConfigureAwait(false);
        }
        finally
        {
            market.Leave();
        }
    }

    private async Task ServePollAsync(HttpContext context, SubscribeMessage subscribe, TimeSpan wait, Market market)
    {
        Entitlements entitlements = WebGuard.AdmissionOf(context).Entitlements;
        string what = RestingKey.Of(subscribe);
        if (subscribe.From.Kind == StartKind.Position
            && _resting.Take(new RestingKey(what, entitlements, new StreamPosition(subscribe.From.Epoch, subscribe.From.Sequence))) is { } rested)
        {
            rested.GoOn(context);
            AnswerEnd next = await rested.AskAgainAsync(wait, context.RequestAborted).ConfigureAwait(false);
            if (next != AnswerEnd.Gone)
            {
                await AnswerPollAsync(context, rested, next, what).ConfigureAwait(false);
                return;
            }

            await rested.EndAsync().ConfigureAwait(false);
            if (context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
        }

        if (Asker.TryJoin(market, Road.Poll, options, entitlements, wait, _resting.Forget) is not { } asker)
        {
            await Problem.WriteBusyAsync(context, "the server's memory budget has no room for a subscriber", RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        asker.Enter(register, new ConnectedPeer(context, context.Connection.Id, ConnectionRoad.Poll, WireEncoding.Json, WebGuard.AdmissionOf(context)));
        AnswerEnd end = await asker.AskAsync(subscribe, context.RequestAborted).ConfigureAwait(false);
        await AnswerPollAsync(context, asker, end, what).ConfigureAwait(false);
    }

    private async Task AnswerPollAsync(HttpContext context, Asker asker, AnswerEnd end, string what)
    {
        if (end != AnswerEnd.Whole)
        {
            await asker.EndAsync().ConfigureAwait(false);
            await RefuseAsync(context, end, asker.Sink.Refusal).ConfigureAwait(false);
            return;
        }

        // Before its client can ask again.
        string? cursor = asker.Sink.Resume?.ToString();
        AnswerBody body = asker.TakeBody();
        bool rests = asker.Sink.IsExact && cursor is not null && _resting.TryRest(asker, what, ClosedOf(context));
        try
        {
            HeadOfPoll(context);
            await SendAsync(context, body, cursor).ConfigureAwait(false);
        }
        finally
        {
            body.Release();
            if (!rests)
            {
                await asker.EndAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task ServeStateAsync(HttpContext context, SubscribeMessage subscribe, Market market)
    {
        StateAnswer answer = await _states.GetAsync(market, subscribe, WebGuard.AdmissionOf(context).Entitlements).ConfigureAwait(false);
        if (answer.Body is not { } body)
        {
            await RefuseAsync(context, answer.End, answer.Refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ETag = answer.Tag!.ToString();
            if (IsKnown(context, answer.Tag))
            {
                context.Response.Headers[Position] = answer.Position?.ToString();
                context.Response.ContentType = null;
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            await SendAsync(context, body, answer.Position?.ToString()).ConfigureAwait(false);
        }
        finally
        {
            body.Release();
        }
    }

    private static bool IsKnown(HttpContext context, EntityTagHeaderValue tag) =>
        context.Request.Headers.IfNoneMatch.Count > 0 && new RequestHeaders(context.Request.Headers).IfNoneMatch
            .Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));

    private static CancellationToken ClosedOf(HttpContext context) =>
        context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? CancellationToken.None;

    private static void HeadOfPoll(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
    }

    private Task RefuseAsync(HttpContext context, AnswerEnd end, string? refusal) => end switch
    {
        AnswerEnd.Refused => LaneRefusal.AnswerAsync(context, refusal!),
        AnswerEnd.TooLong => Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"the answer would have more than {options.MaxAnswer} bytes; ask for fewer symbols, or use /v1/events or /v1/ticks"),
        AnswerEnd.NoMemory => Problem.WriteBusyAsync(context, "the server's memory budget has no room for the answer", RetryAfterSeconds),
        _ when context.RequestAborted.IsCancellationRequested => Task.CompletedTask,
        _ => Problem.WriteBusyAsync(context, "the server could not answer", RetryAfterSeconds),
    };

    private async Task SendAsync(HttpContext context, AnswerBody body, string? position)
    {
        if (!_memory.TryTake(_costOfSending))
        {
            context.Response.Headers.ETag = default;
            await RefuseAsync(context, AnswerEnd.NoMemory, null).ConfigureAwait(false);
            return;
        }

        try
        {
            int length = body.Bytes.Length;
            context.Response.Headers[Position] = position;
            context.Response.ContentLength = length;
            if (HttpMethods.IsHead(context.Request.Method))
            {
                return;
            }

            var answer = new PacedAnswer(context, markets.Present.Pipeline.Options.Subscribers.WriteDeadline, time);
            await using (answer.ConfigureAwait(false))
            {
                for (int at = 0; at < length; at += PacedAnswer.Piece)
                {
                    answer.Write(body.Bytes[at..Math.Min(length, at + PacedAnswer.Piece)]);
                    if (!await answer.SendAsync().ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
        }
        finally
        {
            _memory.Give(_costOfSending);
        }
    }
}
