using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Of a cell, the quote that waits: its value is the slot's; kept are the first that was not sent, how many there had
/// been before it, and why the last one that was overwritten had not been sent.
/// </summary>
internal struct WaitingQuote
{
    private long _before;

    public ulong First { get; private set; }

    public CollapseCause Cause { get; set; }

    public bool Waits { get; private set; }

    public void Begin(in Tick tick, in Slot slot)
    {
        (First, _before) = (tick.Sequence, slot.Quotes);
        (Cause, Waits) = (CollapseCause.None, true);
    }

    public void End() => Waits = false;

    /// <summary>Whether it stands for none but itself.</summary>
    public readonly bool IsAlone(in Slot slot) => slot.Quotes - _before <= 1;

    /// <summary>What it stands for: nothing was counted while quotes came, it is a subtraction.</summary>
    public readonly Collapsed StandsFor(in Slot slot)
    {
        long count = slot.Quotes - _before;
        return count > 1 ? new Collapsed { Count = count, FirstSequence = First, Cause = Cause } : default;
    }
}
