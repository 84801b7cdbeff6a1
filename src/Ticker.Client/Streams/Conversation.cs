using Ticker.Client.Streams.Events;
using Ticker.Client.Streams.Roads;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>One connection, read message by message until it ends: what each means for the subscriptions.</summary>
/// <param name="connection">The connection.</param>
/// <param name="outbox">Where what has to be answered goes.</param>
/// <param name="desk">The subscriptions.</param>
/// <param name="tell">Tells the owner of an event.</param>
/// <param name="askKey">Asks for a key in place of the one that expires.</param>
/// <param name="reel">What is known of the tape, where it is a replay; that has an end. Null = it is live.</param>
internal sealed class Conversation(
    IConnection connection,
    Outbox outbox,
    Desk desk,
    Func<ClientEvent, ValueTask> tell,
    Func<ValueTask<string?>> askKey,
    Reel? reel)
{
    private const string BudgetExceeded = "budget_exceeded";
    private const string Busy = "busy";

    // How long it asked to be left alone: it is about to end, and its connections may break before it has closed them.
    private TimeSpan _retry;

    /// <summary>Before anything is asked for: where the tape of a replay is not where it was, subscriptions begin anew, and their owner is told.</summary>
    public async ValueTask BeginAsync(CancellationToken stop)
    {
        bool isLost = reel is { IsLost: true };
        foreach (MarketSubscription subscription in isLost || reel is { IsLeaving: true } ? desk.All : [])
        {
            if (isLost && subscription.Position is { Kind: StartKind.Position } last)
            {
                await TakeAsync(new Gap { Id = subscription.Id, From = last.Sequence + 1, To = null, Cause = GapCause.TapeRestarted }, stop).ConfigureAwait(false);
            }

            subscription.Progress.Anew();
        }
    }

    /// <summary>Reads until the connection ends.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="leave">Nothing more is to be read: there is a better road. What was read is given on whole all the same.</param>
    /// <param name="stop">The owner wants no more.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">The owner wants no more, or there is a better road.</exception>
    public async Task<Ending> RunAsync(TimeProvider time, CancellationToken leave, CancellationToken stop)
    {
        Ending ending = await ReadAsync(time, leave, stop).ConfigureAwait(false);
        return ending with { Least = _retry > ending.Least ? _retry : ending.Least };
    }

    private async Task<Ending> ReadAsync(TimeProvider time, CancellationToken leave, CancellationToken stop)
    {
        using var mute = new MuteWatch(TimeSpan.FromMilliseconds(Math.Max(connection.Welcome.HeartbeatMs, 1)), time, leave);
        try
        {
            Ending? ending = null;
            while (ending is null)
            {
                mute.Listen();
                SubscriberMessage? message = await connection.ReadAsync(mute.Given).ConfigureAwait(false);
                mute.Heard();
                ending = message is { } one ? await TakeAsync(one, stop).ConfigureAwait(false) : Closed();
            }

            return ending;
        }
        catch (OperationCanceledException) when (mute.IsMute && !leave.IsCancellationRequested)
        {
            return new Ending(EndReason.Mute, "nothing came for three heartbeats");
        }
        catch (MuteException silence)
        {
            return new Ending(EndReason.Mute, silence.Message);
        }
        catch (SubscriberException failure)
        {
            return Ending.Of(failure);
        }
    }

    private Ending Closed() => new(reel is not null && connection.ClosedWith == "ended" ? EndReason.Ended : EndReason.Lost, connection.ClosedWith, 1000);

    private ValueTask<Ending?> TakeAsync(SubscriberMessage message, CancellationToken stop) => message.Control switch
    {
        null => Then(AddAsync(desk.Find(message.SubscriptionId), message.Ticks, stop)),
        Subscribed page => Then(TakeAsync(page)),
        Gap gap => Then(TakeAsync(gap, stop)),
        Notice notice => Then(TakeAsync(notice)),
        Statement statement => StateAsync(desk.Find(statement.Id), statement),
        Unsubscribed end => EndAsync(end),
        ErrorReply error => RefuseAsync(error, stop),
        TapeNews tape => Then(TakeAsync(tape)),
        _ => Then(Note(message.Control)),
    };

    private static async ValueTask<Ending?> Then(ValueTask taking)
    {
        await taking.ConfigureAwait(false);
        return null;
    }

    private ValueTask Note(ServerMessage message)
    {
        switch (message)
        {
            case Seam seam:
                if (desk.Find(seam.Id) is { } begun)
                {
                    begun.Progress.Take(seam);
                    begun.Wanted.Settle(seam.Sequence);
                }

                break;
            case Heartbeat heartbeat:
                foreach ((int id, ulong position) in heartbeat.Subscriptions)
                {
                    if (desk.Find(id) is { } subscription)
                    {
                        subscription.Progress.Take(position);
                        subscription.Wanted.Settle(position);
                    }
                }

                // Where a road has none, its positions come as one without a time.
                return heartbeat.Time.IsNone ? ValueTask.CompletedTask : tell(new Beat(heartbeat));
        }

        return ValueTask.CompletedTask;
    }

    // Gives on what is new, as far as there is room, and waits for more room.
    private static async ValueTask AddAsync(MarketSubscription? subscription, ReadOnlyMemory<ReceivedTick> ticks, CancellationToken stop)
    {
        if (subscription is null)
        {
            return;
        }

        for (int at = 0; at < ticks.Length;)
        {
            int from = at;
            while (at < ticks.Length && subscription.Progress.Take(in ticks.Span[at]))
            {
                at++;
            }

            if (at > from && !subscription.Buffer.Add(ticks.Span[from..at]))
            {
                await RoomAsync(subscription, stop).ConfigureAwait(false);
            }

            at++;
        }
    }

    private static async ValueTask RoomAsync(MarketSubscription subscription, CancellationToken stop)
    {
        await using CancellationTokenRegistration waking = stop.Register(subscription.Buffer.WakeFull);
        await subscription.Buffer.RoomAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private async ValueTask TakeAsync(Subscribed page)
    {
        if (desk.Find(page.Id) is { } subscription)
        {
            subscription.Progress.Take(page);
            subscription.Answer(page, connection.AnswersChanges);
            await tell(new Told(subscription, page)).ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(Gap gap, CancellationToken stop)
    {
        if (desk.Find(gap.Id) is not { } subscription)
        {
            return;
        }

        subscription.Progress.Take(gap);
        while (!subscription.Buffer.Add(gap))
        {
            await RoomAsync(subscription, stop).ConfigureAwait(false);
        }

        if (subscription.OnGap == OnGap.Raise)
        {
            if (subscription.IsAsked)
            {
                outbox.Offer(new UnsubscribeMessage { Id = subscription.Id });
            }

            desk.End(subscription, new StreamGapException(gap));
        }

        await tell(new Missing(subscription, gap)).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(Notice notice)
    {
        MarketSubscription? subscription = notice.Id is { } id ? desk.Find(id) : null;
        switch (notice.Code)
        {
            case NoticeCode.Stale or NoticeCode.Fresh when subscription is not null:
                Instrument[] instruments = [.. notice.References.Select(connection.Instruments.Find).OfType<Instrument>()];
                await tell(new Staleness(subscription, notice.Code == NoticeCode.Stale, instruments, notice.Detail)).ConfigureAwait(false);
                return;
            case NoticeCode.Draining:
                _retry = TimeSpan.FromMilliseconds(Math.Max(notice.RetryMs ?? 0, 0));
                break;
            case NoticeCode.TokenExpiring when await askKey().ConfigureAwait(false) is { } key:
                outbox.Offer(new AuthMessage { Token = key });
                break;
        }

        await tell(new Noticed(subscription, notice)).ConfigureAwait(false);
    }

    private ValueTask TakeAsync(TapeNews tape)
    {
        foreach (MarketSubscription subscription in reel?.Take(tape) == true ? desk.All : [])
        {
            subscription.Progress.Anew();
        }

        return tell(new Played(tape));
    }

    private async ValueTask<Ending?> StateAsync(MarketSubscription? subscription, Statement statement)
    {
        if (subscription is null || !connection.Accounts.TryGetValue(subscription.Id, out ReceivedAccounts? accounts))
        {
            return null;
        }

        StatementDifference difference = accounts.Compare(statement);
        await tell(new Stated(subscription, statement, difference)).ConfigureAwait(false);
        return difference.AddsUp ? null : new Ending(EndReason.Accounts, $"the statement of subscription {subscription.Id} does not add up with what came: {difference}");
    }

    private async ValueTask<Ending?> EndAsync(Unsubscribed end)
    {
        if (desk.Find(end.Id) is not { } subscription)
        {
            return null;
        }

        Ending? wrong = end.Final is { } final ? await StateAsync(subscription, final).ConfigureAwait(false) : null;
        if (wrong is null)
        {
            desk.End(subscription, subscription.IsEnding ? null : new SubscriptionRefusedException(subscription.Refusal ?? Unsaid));
        }

        return wrong;
    }

    private async ValueTask<Ending?> RefuseAsync(ErrorReply error, CancellationToken stop)
    {
        MarketSubscription? subscription = error.Id is { } id ? desk.Find(id) : null;
        bool isOfChange = subscription is not null && connection.RefuseChange(subscription, error);
        if (error is { Id: null, Code: FaultCodes.BadValue })
        {
            reel?.Refuse();
        }

        await tell(new Refused(subscription, error)).ConfigureAwait(false);
        if (subscription is null || isOfChange)
        {
            return null;
        }

        subscription.Refusal = error;
        // What is forbidden may be some of its symbols only; if it is all, the server says so by ending it.
        if (subscription.IsTold || error.Code == FaultCodes.Forbidden)
        {
            return null;
        }

        if (subscription.WasHad && error.Code is BudgetExceeded or Busy)
        {
            // It had been given before, and may be again.
            return new Ending(EndReason.Busy, error.Message);
        }

        if (subscription.WasHad && error.Code == FaultCodes.BadValue && subscription.Progress.Refuse() is { } last)
        {
            await TakeAsync(new Gap { Id = subscription.Id, From = last + 1, To = null, Cause = GapCause.PositionRefused }, stop).ConfigureAwait(false);
            if (desk.Find(subscription.Id) is not null)
            {
                outbox.Offer(subscription.Begin());
            }

            return null;
        }

        desk.End(subscription, new SubscriptionRefusedException(error));
        return null;
    }

    private static ErrorReply Unsaid => new() { Code = FaultCodes.Forbidden, Message = "the server ended the subscription" };
}
