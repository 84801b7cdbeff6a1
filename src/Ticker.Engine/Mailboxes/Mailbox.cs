using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits for one subscription. In mode <c>latest</c>: of quotes, which instruments have a newer one (the values
/// stay in the lane's slots); of trades and statuses, each one in order. A trade takes its instrument's waiting
/// quote along in front of it, so that an instrument's ticks never change places. In mode <c>all</c>: each tick in
/// order. Only its lane's thread uses it.
/// </summary>
/// <param name="kinds">What is wanted.</param>
/// <param name="mode">How quotes wait: <see cref="DeliveryMode.Latest"/> or <see cref="DeliveryMode.All"/>.</param>
/// <param name="budget">The most ticks that may wait one by one.</param>
public sealed class Mailbox(TickKinds kinds, DeliveryMode mode, int budget)
{
    private readonly DirtySet _quotes = new();
    private readonly TickFifo _oneByOne = new(budget);
    private readonly Queue<CollapsedQuote> _collapsed = new(0);
    private readonly Accounts _accounts = new();
    private WaitingQuote[] _waiting = [];
    private HashSet<int>? _afterGap;
    private int _cells;

    // Of a cell that is marked: the first quote that was not sent, how many there had been before it, and why the
    // last one that was overwritten had not been sent.
    private record struct WaitingQuote(ulong First, long Before, CollapseCause Cause);

    // A quote among those that go one by one, by its sequence, and what it stands for.
    private readonly record struct CollapsedQuote(ulong Sequence, long Count, ulong First, CollapseCause Cause);

    /// <summary>Whether anything waits.</summary>
    public bool HasPending => _oneByOne.Count > 0 || _quotes.Count > 0;

    /// <summary>How many ticks wait.</summary>
    public int Pending => _oneByOne.Count + _quotes.Count;

    /// <summary>Makes room for one more cell.</summary>
    public void AddCell()
    {
        _quotes.EnsureCapacity(++_cells);
        if (_cells > _waiting.Length)
        {
            Array.Resize(ref _waiting, Math.Max(_cells, _waiting.Length * 2));
        }
    }

    /// <summary>Notes a tick of a cell's instrument, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <param name="socketBusy">Whether the subscriber's socket takes nothing now: then that is why a quote is overwritten.</param>
    /// <returns>False when the budget is spent: the tick is not in the mailbox, but discarded.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot, bool socketBusy = false)
    {
        bool wanted = ((int)kinds & (1 << (int)tick.Kind)) != 0;
        bool marks = tick.Kind == TickKind.Quote && mode == DeliveryMode.Latest;
        if ((tick.Flags & TickFlags.GapBefore) != 0 && (marks || !wanted))
        {
            // A quote may be overwritten before it is sent, and what is not wanted never is: the next of the
            // instrument that is sent tells of the gap in its place.
            (_afterGap ??= []).Add(cell);
        }

        if (!wanted)
        {
            return true;
        }

        _accounts.Matched++;
        if (marks)
        {
            Mark(cell, in tick, in slot, socketBusy);
            return true;
        }

        if (AddInOrder(cell, in tick, in slot))
        {
            return true;
        }

        _accounts.Discarded++;
        return false;
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
            bool many = _collapsed.TryPeek(out CollapsedQuote first) && first.Sequence == tick.Sequence;
            Collapsed collapsed = many ? new Collapsed { Count = first.Count, FirstSequence = first.First, Cause = first.Cause } : default;
            if (!writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, in collapsed))
            {
                return;
            }

            if (many)
            {
                _collapsed.Dequeue();
            }

            _accounts.Deliver(tick.Sequence);
            _oneByOne.RemoveFirst();
        }

        for (int cell = _quotes.First; cell >= 0; cell = _quotes.First)
        {
            uint instrument = instrumentOf[cell];
            ref readonly Slot slot = ref slots[instrument];
            Collapsed collapsed = CollapsedBy(cell, in slot);
            if (!writer.TryAdd(in slot.Quote, instruments[instrument], GapBefore(cell), in collapsed))
            {
                return;
            }

            _accounts.Deliver(slot.Quote.Sequence);
            _accounts.Collapse(in collapsed);
            Clear(cell);
        }
    }

    /// <summary>The accounts as they stand; what was overwritten counts as conflated although its newest still waits.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public Accounts Settle(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        Accounts settled = _accounts.Copy();
        settled.Pending = Pending;
        for (int cell = _quotes.First; cell >= 0; cell = _quotes.After(cell))
        {
            settled.Collapse(CollapsedBy(cell, in slots[instrumentOf[cell]]));
        }

        return settled;
    }

    /// <summary>Drops what waits, as discarded, and gives its memory back.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public void Discard(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        _accounts.Discarded += Pending;
        for (int cell = _quotes.First; cell >= 0; cell = _quotes.First)
        {
            _accounts.Collapse(CollapsedBy(cell, in slots[instrumentOf[cell]]));
            Clear(cell);
        }

        _oneByOne.Clear();
        _collapsed.Clear();
        _collapsed.TrimExcess();
        _afterGap = null;
    }

    private void Mark(int cell, in Tick tick, in Slot slot, bool socketBusy)
    {
        if (_quotes.Mark(cell))
        {
            _waiting[cell] = new WaitingQuote(tick.Sequence, slot.Quotes, CollapseCause.None);
        }
        else
        {
            _waiting[cell].Cause = socketBusy ? CollapseCause.Socket : CollapseCause.Server;
        }
    }

    // Puts the waiting quote of a cell among those that go one by one.
    private bool TakeAlong(int cell, in Slot slot)
    {
        Tick quote = slot.Quote with { Flags = slot.Quote.Flags | GapBefore(cell) };
        if (!_oneByOne.TryAdd(in quote))
        {
            return false;
        }

        Collapsed collapsed = CollapsedBy(cell, in slot);
        if (collapsed.IsMany)
        {
            _accounts.Collapse(in collapsed);
            _collapsed.Enqueue(new CollapsedQuote(quote.Sequence, collapsed.Count, collapsed.FirstSequence, collapsed.Cause));
        }

        Clear(cell);
        return true;
    }

    private TickFlags GapBefore(int cell) => _afterGap?.Contains(cell) == true ? TickFlags.GapBefore : TickFlags.None;

    // What the waiting quote of a cell stands for: nothing is counted while ticks come, it is a subtraction.
    private Collapsed CollapsedBy(int cell, in Slot slot)
    {
        WaitingQuote waiting = _waiting[cell];
        long count = slot.Quotes - waiting.Before;
        return count > 1 ? new Collapsed { Count = count, FirstSequence = waiting.First, Cause = waiting.Cause } : default;
    }

    private bool AddInOrder(int cell, in Tick tick, in Slot slot)
    {
        if (_quotes.Contains(cell))
        {
            return TakeAlong(cell, in slot) && _oneByOne.TryAdd(in tick);
        }

        bool added = _oneByOne.TryAdd(tick with { Flags = tick.Flags | GapBefore(cell) });
        ForgetGap(cell);
        return added;
    }

    private void Clear(int cell)
    {
        _quotes.Clear(cell);
        ForgetGap(cell);
    }

    private void ForgetGap(int cell)
    {
        if (_afterGap?.Remove(cell) == true && _afterGap.Count == 0)
        {
            _afterGap = null;
        }
    }
}
