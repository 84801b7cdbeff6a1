using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Puts together what is sent: for one subscriber its replies first, then its cohorts' bytes, then what its
/// subscriptions have apart, in turn; for a cohort the bytes that all in step get. Only its lane's thread uses it.
/// </summary>
internal sealed class FrameComposer
{
    // Names of 89 bytes at most, each of which JSON may double: a page of these fits into a message.
    private const int PageSize = 256;

    private readonly LaneMarket _market;
    private readonly LaneWork _work;
    private readonly FrameSpace _space = new();
    private readonly OutflowWriter _writer;
    private readonly PastComposer _past;
    private readonly StaleTeller _stale;

    // Of what was unknown when it was looked for, some may have become known since: it is told as such.
    private readonly Predicate<string> _isUnknown;

    /// <summary>Makes one for a lane.</summary>
    /// <param name="market">The market.</param>
    /// <param name="work">Knows the time.</param>
    /// <param name="epoch">The stream's epoch.</param>
    /// <param name="options">How subscribers are served.</param>
    /// <param name="recoveries">Gets what subscriptions missed; null = that is not offered.</param>
    public FrameComposer(LaneMarket market, LaneWork work, long epoch, DeliveryOptions options, RecoveryDesk? recoveries)
    {
        (_market, _work) = (market, work);
        _writer = new OutflowWriter(_space, epoch);
        _past = new PastComposer(market, work, _space, _writer, recoveries);
        _stale = new StaleTeller(market, options.MostStalenessLooks);
        _isUnknown = name => market.Find(name) is null;
    }

    /// <summary>Of what was composed last for a subscriber: the subscriptions that have nothing more to send now.</summary>
    public List<Subscription> Emptied { get; } = [];

    /// <summary>Of what was composed last for a subscriber: the subscriptions that have come to be live.</summary>
    public List<Subscription> WentLive { get; } = [];

    /// <summary>A turn begins.</summary>
    public void BeginTurn() => _stale.BeginTurn();

    /// <summary>Puts together what a subscriber gets in one send; the bytes are good until the next call.</summary>
    public ReadOnlySpan<byte> Compose(Subscriber subscriber)
    {
        Emptied.Clear();
        WentLive.Clear();
        _space.Begin(subscriber.FillLimit);
        _space.Take(subscriber.Control);
        if (subscriber.Control.Count == 0)
        {
            if (subscriber.GatheredBytes > 0)
            {
                _space.Take(subscriber.Gathered);
            }

            if (subscriber.State == SubscriberState.Open)
            {
                FillRound(subscriber);
            }
        }

        return _space.Bytes;
    }

    /// <summary>Puts together what all in step in a cohort get; the bytes are good until the next call.</summary>
    /// <param name="cohort">A cohort with a shared outflow.</param>
    /// <param name="limit">About how many bytes.</param>
    /// <param name="first">The sequence of the first tick among them; 0 = none.</param>
    /// <param name="last">The sequence of the newest.</param>
    public ReadOnlySpan<byte> Compose(Cohort cohort, int limit, out ulong first, out ulong last)
    {
        Outflow shared = cohort.Shared!;
        Mailboxes.Accounts before = shared.Mailbox.Accounts;
        shared.Mailbox.Accounts = before with { FirstSequence = 0, LastSequence = 0 };
        _space.Begin(limit);
        while (shared.HasWork && FillLive(shared))
        {
        }

        shared.Reached(_market.Position);
        TellStanding(shared);
        (first, last) = (shared.Mailbox.Accounts.FirstSequence, shared.Mailbox.Accounts.LastSequence);
        return _space.Bytes;
    }

    /// <summary>Encodes a reply; the bytes are good until the next call.</summary>
    public ReadOnlySpan<byte> Encode(ServerMessage message, WireEncoding encoding) => _writer.Encode(message, encoding);

    private void FillRound(Subscriber subscriber)
    {
        while (_space.HasRoom && subscriber.Round.TryPeek(out Subscription? subscription))
        {
            bool emptied = Fill(subscription);
            subscriber.Round.Dequeue();
            subscription.InRound = !emptied;
            if (!emptied)
            {
                subscriber.Round.Enqueue(subscription);
                return;
            }

            if (subscription.Own is not null)
            {
                Emptied.Add(subscription);
            }
        }
    }

    // True when the subscription has nothing more to send now.
    private bool Fill(Subscription subscription)
    {
        while (subscription.HasWork)
        {
            bool goesOn = subscription.Stage switch
            {
                SubscriptionStage.Announcing => Announce(subscription),
                SubscriptionStage.Snapshot => TellLost(subscription) && FillSnapshot(subscription),
                SubscriptionStage.Recovering => subscription.Own!.UntoldCount > 0 ? TellPage(subscription.Own, null) : FillPast(subscription),
                _ => FillLive(subscription.Own!),
            };
            if (!goesOn)
            {
                return false;
            }
        }

        subscription.Own?.Reached(_market.Position);
        TellStanding(subscription.Own);
        return true;
    }

    // Notices and gaps tell no position; whoever was told them is where the lane is.
    private void TellStanding(Outflow? outflow)
    {
        if (outflow is { IsBehind: false } && _space.Count > 0 && outflow.Cohort.Key.Framing is { Shape: FrameShape.Parts } framing)
        {
            _space.TryAdd(framing, default, _writer.At(_market.Position), PartStanding.CaughtUp);
        }
    }

    private bool Announce(Subscription subscription)
    {
        bool isSilent = subscription.IsQuiet && subscription.Own!.UntoldCount == 0;
        if (!isSilent && !TellPage(subscription.Own!, subscription.IsQuiet ? null : subscription))
        {
            return false;
        }

        if (subscription.Own!.UntoldCount == 0 && subscription.UnknownTold == (subscription.Unknown?.Count ?? 0))
        {
            subscription.EndAnnouncing();
        }

        return true;
    }

    // The unknown names go with the pages of a subscription that begins, or changes.
    private bool TellPage(Outflow outflow, Subscription? beginning)
    {
        int count = Math.Min(PageSize, outflow.UntoldCount);
        List<string> names = beginning?.Unknown ?? [];
        int namesTold = beginning?.UnknownTold ?? 0;
        int unknown = Math.Min(PageSize - count, names.Count - namesTold);
        ulong after = beginning?.Began ?? ulong.MaxValue;
        var instruments = new Model.Instrument[count];
        for (int i = 0; i < count; i++)
        {
            uint number = outflow.Cohort.Instruments[outflow.UntoldCell(i)];
            instruments[i] = _market.Instruments[number];
            if (beginning is null)
            {
                // They appeared after it began, and their ticks may have waited for this page: what counts comes after it.
                after = Math.Min(after, _market.DefinedAt(number));
            }
        }

        var page = new Subscribed
        {
            Id = outflow.Cohort.Key.Id,
            Epoch = _writer.Epoch,
            Sequence = after,
            Instruments = instruments,
            Unknown = names.GetRange(namesTold, unknown).FindAll(_isUnknown),
            More = count < outflow.UntoldCount || namesTold + unknown < names.Count,
        };
        if (!_writer.TryAdd(outflow, page))
        {
            return false;
        }

        outflow.Tell(count);
        if (beginning is not null)
        {
            beginning.UnknownTold += unknown;
        }

        return true;
    }

    private bool FillSnapshot(Subscription subscription)
    {
        if (!_space.HasRoom)
        {
            return false;
        }

        Framing framing = subscription.Cohort.Key.Framing;
        DataMessageWriter writer = subscription.Cohort.BeginData(_space.BeginData(framing));
        bool done = subscription.FillSnapshot(ref writer, _market.Slots, _market.Instruments);
        _space.EndData(ref writer, framing, null);
        if (!done || (subscription.OwesSeam && !_writer.TryAddSeam(subscription, subscription.Began)))
        {
            return false;
        }

        subscription.EndSnapshot();
        WentLive.Add(subscription);
        return true;
    }

    private bool TellLost(Subscription subscription)
    {
        if (subscription.Lost is var (from, cause))
        {
            ulong? to = cause == GapCause.EpochChanged ? null : subscription.Began;
            if (!_writer.TryAdd(subscription.Own!, new Gap { Id = subscription.Id, From = from, To = to, Cause = cause }))
            {
                return false;
            }

            subscription.Lost = null;
        }

        return true;
    }

    private bool FillPast(Subscription subscription)
    {
        if (!_past.Fill(subscription))
        {
            return false;
        }

        if (subscription.Stage == SubscriptionStage.Live)
        {
            WentLive.Add(subscription);
        }

        return true;
    }

    private bool FillLive(Outflow outflow) =>
        outflow.UntoldCount > 0 ? TellPage(outflow, null)
        : TellNotices(outflow) && TellGap(outflow) && TellStaleness(outflow) && FillData(outflow)
            && !(_stale.IsTired && outflow is { Stale.HasWork: true, Mailbox.HasDue: false });

    private bool TellNotices(Outflow outflow)
    {
        bool conflates = outflow.Mailbox.IsOverBudget;
        if (outflow.ToldConflating != conflates)
        {
            var notice = conflates
                ? new Notice { Id = outflow.Cohort.Key.Id, Code = NoticeCode.Conflating, Detail = "more waits than the budget allows: ticks are summed up until all of it is sent" }
                : new Notice { Id = outflow.Cohort.Key.Id, Code = NoticeCode.CaughtUp };
            if (!_writer.TryAdd(outflow, notice))
            {
                return false;
            }

            outflow.ToldConflating = conflates;
        }

        if (outflow.IsRunningOut)
        {
            var notice = new Notice
            {
                Id = outflow.Cohort.Key.Id,
                Code = NoticeCode.FallingBehind,
                Detail = $"{outflow.Mailbox.InLine} ticks wait; the connection is closed when there are more than {outflow.Mailbox.Pace.Budget}",
            };
            if (!_writer.TryAdd(outflow, notice))
            {
                return false;
            }

            outflow.ToldBehind = true;
        }

        return true;
    }

    private bool TellGap(Outflow outflow)
    {
        if (outflow.GapToTell is var (from, to))
        {
            if (!_writer.TryAdd(outflow, new Gap { Id = outflow.Cohort.Key.Id, From = from, To = to, Cause = GapCause.FeedGap }))
            {
                return false;
            }

            outflow.GapsTold();
        }

        return true;
    }

    // A page at a time, so that ticks go along with the pages; and what is too much for this turn goes on in the next.
    private bool TellStaleness(Outflow outflow)
    {
        if (outflow.Stale is not { HasWork: true } || _stale.IsTired)
        {
            return true;
        }

        if (!_space.HasRoom)
        {
            return false;
        }

        _stale.Collect(outflow, _space.Room / 2);
        bool added = TellStaleness(outflow, stale: true) & TellStaleness(outflow, stale: false);
        outflow.ForgetFresh();
        return added;
    }

    private bool TellStaleness(Outflow outflow, bool stale)
    {
        bool added = _stale.NoticeOf(outflow, stale) is not { } notice || _writer.TryAdd(outflow, notice);
        _stale.Told(outflow, stale, added);
        return added;
    }

    private bool FillData(Outflow outflow)
    {
        if (!outflow.Mailbox.HasDue)
        {
            return true;
        }

        if (!_space.HasRoom)
        {
            return false;
        }

        Framing framing = outflow.Cohort.Key.Framing;
        DataMessageWriter writer = outflow.Cohort.BeginData(_space.BeginData(framing));
        outflow.Mailbox.Fill(ref writer, outflow.Cohort.Instruments, _market.Slots, _market.Instruments, _work.Now);
        _space.EndData(ref writer, framing, framing.TellsPosition ? ResumeAfter(outflow) : null, StandingOf(outflow));
        _work.Schedule(outflow);
        return true;
    }

    // After what was written just now of what is live.
    private StreamPosition? ResumeAfter(Outflow outflow) =>
        outflow.IsBehind ? _writer.ResumeAfter(outflow.Mailbox, outflow.CaughtUp) : _writer.At(_market.Position);

    private static PartStanding StandingOf(Outflow outflow) =>
        !outflow.IsBehind ? PartStanding.CaughtUp : outflow.Mailbox.HasDue ? PartStanding.MoreFollows : PartStanding.Holds;
}
