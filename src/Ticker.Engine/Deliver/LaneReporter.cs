using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Tells how subscribers and instruments stand. Nothing is kept for it: what it tells is worked out when somebody asks. Only its lane's
/// thread uses it.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="market">The market, for the accounts.</param>
/// <param name="time">The clock.</param>
/// <param name="isTaped">Whether its turns count the time of a tape, which says nothing of when something left.</param>
internal sealed class LaneReporter(Lane lane, LaneMarket market, TimeProvider time, bool isTaped)
{
    // A connection may have a thousand, each with thousands of patterns: whoever looks wants to know who it is.
    private const int MostSubscriptions = 64;
    private const int MostPatterns = 16;

    /// <summary>How a subscriber stands; null when its lane has let go of it.</summary>
    public SubscriberReport? Of(Subscriber subscriber)
    {
        if (subscriber.State == SubscriberState.Done)
        {
            return null;
        }

        return new SubscriberReport
        {
            Epoch = lane.Epoch,
            Delay = lane.Delay,
            Subscriptions = [.. subscriber.Subscriptions.Values.Take(MostSubscriptions).Select(Of)],
            SubscriptionCount = subscriber.Subscriptions.Count,
            IsClosing = subscriber.State == SubscriberState.Closing,
            IsBlocked = subscriber.IsStuck,
            FloorMs = subscriber.FloorMs,
            WaitingBytes = subscriber.Control.Count + subscriber.GatheredBytes,
            UnsentBytes = subscriber.Sink.Unsent,
            LastWrite = isTaped ? UnixNanos.None : InstantOf(subscriber.LastWrite),
            LastPong = InstantOf(subscriber.LastPong),
        };
    }

    /// <summary>How instruments stand, in the order in which they are asked for.</summary>
    public InstrumentReport[] Of(IReadOnlyList<uint> instruments)
    {
        var reports = new InstrumentReport[instruments.Count];
        for (int n = 0; n < reports.Length; n++)
        {
            if (instruments[n] > market.HighestInstrument)
            {
                // It has not come so far, and keeps no room for what is ahead.
                continue;
            }

            ref Slot slot = ref market.Slots[instruments[n]];
            reports[n] = new InstrumentReport(
                slot.Quote, slot.Trade, slot.Status, slot.Quotes, slot.Trades, slot.Feed, market.Feeds.IsStale(in slot), SubscriptionsOf(instruments[n]));
        }

        return reports;
    }

    private int SubscriptionsOf(uint instrument)
    {
        int subscriptions = 0;
        foreach (InterestTable.Interest interest in market.Interests.Of(instrument))
        {
            subscriptions += interest.Cohort.InStep.Length + interest.Cohort.Apart.Length;
        }

        return subscriptions;
    }

    private SubscriptionReport Of(Subscription subscription)
    {
        Pace pace = subscription.Cohort.Key.Pace;
        InterestSet interest = subscription.Cohort.Interest;
        return new SubscriptionReport
        {
            Statement = subscription.Settle(market.Slots),
            Mode = pace.Mode,
            IntervalMs = pace.IntervalMs,
            FloorMs = pace.IsHeldByHand ? pace.FloorMs : 0,
            Kinds = pace.Kinds,
            Names = interest.Exact.Count,
            Patterns = [.. interest.PatternTexts.Take(MostPatterns)],
            PatternCount = interest.Patterns,
            Instruments = subscription.Cohort.Cells,
            Stage = subscription.Stage.ToString().ToLowerInvariant(),
            IsPaused = subscription.IsPaused,
            IsInStep = subscription.IsInStep,
            Cause = subscription.Outflow?.Mailbox.CauseNow(subscription.Owner.IsStuck) ?? CollapseCause.None,
            Position = subscription.CaughtUp,
        };
    }

    private UnixNanos InstantOf(long stamp) =>
        stamp == 0 ? UnixNanos.None : new UnixNanos(UnixNanos.Now(time).Value - ((long)time.GetElapsedTime(stamp).TotalMicroseconds * 1_000));
}
