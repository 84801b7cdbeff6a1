using Ticker.Engine.Recover;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Puts together what a subscription missed: the gaps in it, the state that it begins with, its ticks, and the seam at which it
/// is live. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market.</param>
/// <param name="work">Knows the time.</param>
/// <param name="space">Where it is put together.</param>
/// <param name="writer">Puts whole messages there.</param>
/// <param name="recoveries">Gets what subscriptions missed; null = that is not offered.</param>
internal sealed class PastComposer(LaneMarket market, LaneWork work, FrameSpace space, OutflowWriter writer, RecoveryDesk? recoveries)
{
    /// <summary>Puts the next of it in, or the seam when all of it is sent.</summary>
    /// <returns>False when there was no room for it.</returns>
    public bool Fill(Subscription subscription)
    {
        Recovery past = subscription.Recovery!;
        if (past.HasDue)
        {
            return TellGaps(subscription, past) && FillState(subscription, past) && FillTicks(subscription, past);
        }

        if (!past.IsAttached)
        {
            recoveries!.GoOn(subscription);
            return true;
        }

        if (!writer.TryAddSeam(subscription, past.Position))
        {
            return false;
        }

        subscription.EndRecovery();
        return true;
    }

    private bool TellGaps(Subscription subscription, Recovery past)
    {
        if (past.Missing is var (first, last, cause))
        {
            if (!writer.TryAdd(subscription.Own!, new Gap { Id = subscription.Id, From = first, To = last, Cause = cause }))
            {
                return false;
            }

            past.Missing = null;
        }

        if (past.FeedGap is var (from, to))
        {
            if (!writer.TryAdd(subscription.Own!, new Gap { Id = subscription.Id, From = from == 0 ? null : from, To = to, Cause = GapCause.FeedGap }))
            {
                return false;
            }

            past.FeedGap = null;
        }

        return true;
    }

    private bool FillState(Subscription subscription, Recovery past)
    {
        if (past.State.Count == 0)
        {
            return true;
        }

        if (!space.HasRoom)
        {
            return false;
        }

        Framing framing = subscription.Cohort.Key.Framing;
        DataMessageWriter data = subscription.Cohort.BeginData(space.BeginData(framing));
        while (past.State.TryPeek(out Tick tick) && data.TryAdd(in tick, market.Instruments[tick.Instrument], TickFlags.Snapshot, default))
        {
            past.State.Dequeue();
            subscription.CountState();
        }

        space.EndData(ref data, framing, null);
        return past.State.Count == 0;
    }

    // True when there was room for all that is due.
    private bool FillTicks(Subscription subscription, Recovery past)
    {
        if (!past.HasDue)
        {
            return true;
        }

        if (!space.HasRoom)
        {
            return false;
        }

        Framing framing = subscription.Cohort.Key.Framing;
        DataMessageWriter data = subscription.Cohort.BeginData(space.BeginData(framing));
        if (past.IsAttached)
        {
            past.Mailbox.Fill(ref data, past.Instruments, past.Slots, market.Instruments, work.Now);
        }
        else
        {
            past.Mailbox.FillLine(ref data, market.Instruments);
        }

        subscription.NoteRecovery();
        space.EndData(ref data, framing, framing.TellsPosition ? writer.ResumeAfter(past.Mailbox, subscription.Own!.CaughtUp) : null);
        return !past.HasDue;
    }
}
