using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Of a cell whose trades collapse, the trade that waits: the newest is the slot's; kept are what the slot had
/// counted before the first that was not sent, and the extremes since.
/// </summary>
internal struct WaitingTrade
{
    private Int128 _notionalBefore;
    private long _before;
    private long _volumeBefore;
    private ulong _first;
    private long _high;
    private long _low;
    private CollapseCause _cause;

    public bool Waits { get; private set; }

    public void Begin(in Tick tick, in Slot slot)
    {
        (_before, _volumeBefore, _notionalBefore) = (slot.Trades, slot.Volume, slot.Notional);
        (_first, _high, _low, _cause, Waits) = (tick.Sequence, tick.Price, tick.Price, CollapseCause.None, true);
    }

    /// <summary>Takes one more in, in the place of the newest so far.</summary>
    public void Overwrite(in Tick tick, CollapseCause cause)
    {
        _high = Math.Max(_high, tick.Price);
        _low = Math.Min(_low, tick.Price);
        _cause = cause;
    }

    public void End() => Waits = false;

    /// <summary>Whether the sum of the sizes can take one more.</summary>
    public readonly bool HasRoomFor(in Tick tick, in Slot slot) => unchecked(slot.Volume - _volumeBefore) <= long.MaxValue - tick.Size;

    /// <summary>What it stands for.</summary>
    public readonly Collapsed StandsFor(in Slot slot)
    {
        long count = slot.Trades - _before;
        return count <= 1
            ? default
            : new Collapsed
            {
                Count = count,
                FirstSequence = _first,
                Cause = _cause,
                HasTradeSums = true,
                Volume = unchecked(slot.Volume - _volumeBefore),
                High = _high,
                Low = _low,
                Notional = unchecked(slot.Notional - _notionalBefore),
            };
    }
}
