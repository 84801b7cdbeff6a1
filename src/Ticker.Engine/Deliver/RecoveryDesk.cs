using Ticker.Engine.Recover;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Has what a lane's subscriptions missed read by workers, and attaches each at an exact position: the last records are
/// read here, from memory, and what is applied after them comes live. Only its lane's thread uses it.
/// </summary>
/// <param name="recoveries">The work for workers.</param>
/// <param name="market">The market.</param>
internal sealed class RecoveryDesk(Recoveries recoveries, LaneMarket market)
{
    /// <summary>From so many records behind on, a lane reads the rest itself: some tens of microseconds.</summary>
    private const int MostOfLane = 4_096;

    private readonly Tick[] _records = new Tick[256];

    /// <summary>The newest position that was given a number.</summary>
    public ulong Newest => recoveries.Recent.Last;

    /// <summary>Begins: at once where all that was missed is in memory, else when it is found.</summary>
    public void Begin(Subscription subscription)
    {
        Recovery recovery = subscription.Recovery!;
        if (subscription.From.Kind == Protocol.StartKind.Position && recoveries.Recent.Keeps(recovery.Position))
        {
            recovery.Locate();
            subscription.BeginRecovery();
        }
        else
        {
            recoveries.Post(recovery, subscription.Cohort.Instruments, market.Position);
        }
    }

    /// <summary>All that was read is sent: reads the rest, or has a worker read on.</summary>
    public void GoOn(Subscription subscription)
    {
        Recovery recovery = subscription.Recovery!;
        ulong end = market.Position;
        if (recovery.Position < end)
        {
            if (end - recovery.Position > MostOfLane || !recoveries.Recent.Keeps(recovery.Position))
            {
                recoveries.Post(recovery, subscription.Cohort.Instruments, end);
                return;
            }

            recovery.Know(subscription.Cohort.Instruments);
            recovery.Read(recoveries.Recent, end, _records, int.MaxValue);
        }

        if (recovery.Position >= end)
        {
            recovery.Know(subscription.Cohort.Instruments);
            subscription.Attach();
        }

        subscription.NoteRecovery();
    }
}
