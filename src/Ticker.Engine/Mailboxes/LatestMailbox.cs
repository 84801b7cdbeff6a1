using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits for one subscription in mode <c>latest</c>: of quotes, which instruments have a newer one (the values
/// stay in the lane's slots); of trades and statuses, each one in order. A trade takes its instrument's waiting
/// quote along in front of it, so that an instrument's ticks never change places. Only its lane's thread uses it.
/// </summary>
/// <param name="kinds">What is wanted.</param>
/// <param name="budget">The most ticks that may wait one by one.</param>
public sealed class LatestMailbox(TickKinds kinds, int budget)
{
    private readonly DirtySet _quotes = new();
    private readonly TickFifo _oneByOne = new(budget);
    private HashSet<int>? _afterGap;
    private int _cells;

    /// <summary>Whether anything waits.</summary>
    public bool HasPending => _oneByOne.Count > 0 || _quotes.Count > 0;

    /// <summary>How many ticks wait.</summary>
    public int Pending => _oneByOne.Count + _quotes.Count;

    /// <summary>Makes room for one more cell.</summary>
    public void AddCell() => _quotes.EnsureCapacity(++_cells);

    /// <summary>Notes a tick of a cell's instrument, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <returns>False when the budget is spent: the tick is not in the mailbox.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot)
    {
        if (tick.Kind == TickKind.Quote)
        {
            if ((kinds & TickKinds.Quote) != 0)
            {
                _quotes.Mark(cell);
                if ((tick.Flags & TickFlags.GapBefore) != 0)
                {
                    (_afterGap ??= []).Add(cell);
                }
            }

            return true;
        }

        return ((int)kinds & (1 << (int)tick.Kind)) == 0 || AddInOrder(cell, in tick, in slot);
    }

    /// <summary>Writes what waits until the message is full.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="instruments">The instruments by number.</param>
    public void Fill(ref DataMessageWriter writer, ReadOnlySpan<uint> instrumentOf, LastValueCache slots, InstrumentRegistry instruments)
    {
        // These come first: whatever quote waits besides is newer than its instrument's last trade.
        while (_oneByOne.Count > 0)
        {
            ref readonly Tick tick = ref _oneByOne.First;
            if (!writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, default))
            {
                return;
            }

            _oneByOne.RemoveFirst();
        }

        for (int cell = _quotes.First; cell >= 0; cell = _quotes.First)
        {
            uint instrument = instrumentOf[cell];
            TickFlags flags = _afterGap?.Contains(cell) == true ? TickFlags.GapBefore : TickFlags.None;
            if (!writer.TryAdd(in slots[instrument].Quote, instruments[instrument], flags, default))
            {
                return;
            }

            Clear(cell);
        }
    }

    /// <summary>Drops what waits and gives its memory back.</summary>
    public void Clear()
    {
        while (_quotes.First >= 0)
        {
            Clear(_quotes.First);
        }

        _oneByOne.Clear();
    }

    private bool AddInOrder(int cell, in Tick tick, in Slot slot)
    {
        if (_quotes.Contains(cell))
        {
            Tick quote = slot.Quote;
            if (_afterGap?.Contains(cell) == true)
            {
                quote = quote with { Flags = quote.Flags | TickFlags.GapBefore };
            }

            if (!_oneByOne.TryAdd(in quote))
            {
                return false;
            }

            Clear(cell);
        }

        return _oneByOne.TryAdd(in tick);
    }

    private void Clear(int cell)
    {
        _quotes.Clear(cell);
        if (_afterGap?.Remove(cell) == true && _afterGap.Count == 0)
        {
            _afterGap = null;
        }
    }
}
