using Ticker.Engine.Conflate;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits in a mailbox, and the accounts of it: the line, the cells, word of gaps that is owed. Whatever it is told
/// to do with a tick, the accounts say where it went. What collapses and how much may wait is its mailbox's to decide.
/// Only its lane's thread uses it.
/// </summary>
/// <remarks>
/// A tick is matched in the accounts when it begins to wait. One that overwrites another in its cell is not counted then:
/// how many those were is a difference of two totals of the slot, and they are matched and conflated together.
/// </remarks>
internal sealed class WaitingTicks
{
    private static readonly Collapsed Alone;

    private GapMarks _gaps;
    private Accounts _accounts;

    /// <param name="cells">How many cells there are.</param>
    /// <param name="memory">What the line may hold.</param>
    public WaitingTicks(int cells, MemoryShare memory) => (Line, Cells) = (new OrderedTicks(memory), new WaitingCells(cells));

    private WaitingTicks(WaitingTicks other, OrderedTicks line) =>
        (Line, Cells, _gaps, _accounts) = (line, other.Cells.Clone(), other._gaps.Clone(), other._accounts);

    /// <summary>What goes one by one.</summary>
    public OrderedTicks Line { get; private set; }

    /// <summary>What collapses.</summary>
    public WaitingCells Cells { get; }

    /// <summary>The accounts without what waits.</summary>
    public Accounts Accounts
    {
        get => _accounts;
        set => _accounts = value;
    }

    /// <summary>How many ticks wait.</summary>
    public int Count => Line.Count + Cells.Quotes + Cells.Trades;

    /// <summary>Whether word of a gap is owed.</summary>
    public bool OwesGaps => _gaps.Any;

    /// <summary>The bytes that it holds in arrays.</summary>
    public long Held => Line.Held + Cells.Held + _gaps.Held;

    /// <summary>The bytes that it holds in arrays without asking for more.</summary>
    /// <param name="pace">The pace.</param>
    /// <param name="cells">How many cells there are.</param>
    public static long CostOf(Pace pace, int cells)
    {
        int room = CellRoom.Of(cells);
        return OrderedTicks.AllotmentOf(pace) + GapMarks.CostOf(room)
            + WaitingCells.CostOf(room, pace.IsTimed, pace.Summary);
    }

    /// <summary>How many ticks wait in a cell.</summary>
    public int InCell(int cell) => (Cells.HasQuote(cell) ? 1 : 0) + (Cells.HasTrade(cell) ? 1 : 0);

    /// <summary>Takes a quote in where it collapses; see <see cref="WaitingCells.TakeQuote"/>.</summary>
    public void TakeQuote(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        if (Cells.TakeQuote(cell, in tick, in slot, cause))
        {
            _accounts.Matched++;
        }
    }

    /// <summary>Takes a trade in where it collapses; see <see cref="WaitingCells.TakeQuote"/>.</summary>
    public void TakeTrade(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        if (Cells.TakeTrade(cell, in tick, in slot, cause))
        {
            _accounts.Matched++;
        }
    }

    /// <summary>Counts a tick that was asked for and is not given.</summary>
    public void Withhold()
    {
        _accounts.Matched++;
        _accounts.Filtered++;
    }

    /// <summary>The next tick of a cell that is sent tells of a gap.</summary>
    public void OweGap(int cell) => _gaps.Add(cell, CellRoom.Of(Cells.Count));

    /// <summary>Gives the debt of word of gaps to another, of cells in which nothing waits here.</summary>
    public void GiveGapsTo(WaitingTicks next)
    {
        for (int cell = 0; cell < Cells.Count && _gaps.Any; cell++)
        {
            if (_gaps.Of(cell) != TickFlags.None && InCell(cell) == 0)
            {
                next.OweGap(cell);
                _gaps.Forget(cell);
            }
        }
    }

    /// <summary>Puts a tick that stands for itself alone in line, for which there must be room.</summary>
    public void Add(int cell, in Tick tick)
    {
        _accounts.Matched++;
        AddToLine(cell, in tick, in Alone);
    }

    /// <summary>Puts what waits in a cell among those that go one by one, for which there must be room.</summary>
    public void MoveToLine(int cell, in Slot slot)
    {
        while (InCell(cell) > 0)
        {
            bool quote = QuoteIsFirst(cell, in slot);
            Collapsed collapsed = quote ? Cells.QuoteStandsFor(cell, in slot) : Cells.TradeStandsFor(cell, in slot);
            _accounts.Collapse(in collapsed);
            AddToLine(cell, in quote ? ref slot.Quote : ref slot.Trade, in collapsed);
            EndOne(cell, quote);
        }

        Cells.Unmark(cell);
    }

    /// <summary>
    /// Throws a tick away, and what waits in its cell: what stands for others is told by the slot, which will count
    /// the refused as well.
    /// </summary>
    public void Refuse(int cell, in Slot slot)
    {
        DiscardCell(cell, in slot);
        _accounts.Matched++;
        _accounts.Discarded++;
    }

    /// <summary>Writes what goes one by one; false when not all of it had room.</summary>
    public bool WriteLine(ref DataMessageWriter writer, InstrumentRegistry instruments)
    {
        while (Line.Count > 0)
        {
            ref readonly Tick tick = ref Line.First;
            bool added = Line.StandForOthers
                ? writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, Line.FirstStandsFor)
                : writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, in Alone);
            if (!added)
            {
                return false;
            }

            _accounts.Deliver(tick.Sequence);
            Line.RemoveFirst();
        }

        return true;
    }

    /// <summary>Writes what waits in a cell that is due; false when not all of it had room.</summary>
    public bool Write(ref DataMessageWriter writer, int cell, in Slot slot, Instrument instrument, long now)
    {
        if (Cells.IsOneQuote(cell, in slot))
        {
            return WriteQuoteAlone(ref writer, cell, in slot.Quote, instrument, now);
        }

        for (int written = 0; InCell(cell) > 0; written++)
        {
            if (!WriteOne(ref writer, cell, in slot, instrument))
            {
                if (written > 0 && Cells.AreTimed)
                {
                    // Its interval has begun, so what newly comes is held; what was due with the first is not.
                    MoveToLine(cell, in slot);
                    Cells.Sent(cell, now);
                }

                return false;
            }
        }

        Cells.Sent(cell, now);
        return true;
    }

    // What is by far the most frequent: what it stands for need not be put together.
    private bool WriteQuoteAlone(ref DataMessageWriter writer, int cell, in Tick quote, Instrument instrument, long now)
    {
        if (!writer.TryAdd(in quote, instrument, _gaps.Of(cell), in Alone))
        {
            return false;
        }

        _accounts.Deliver(quote.Sequence);
        _gaps.Forget(cell);
        Cells.EndQuote(cell);
        Cells.Sent(cell, now);
        return true;
    }

    private bool WriteOne(ref DataMessageWriter writer, int cell, in Slot slot, Instrument instrument)
    {
        bool quote = QuoteIsFirst(cell, in slot);
        Collapsed collapsed = quote ? Cells.QuoteStandsFor(cell, in slot) : Cells.TradeStandsFor(cell, in slot);
        ref readonly Tick tick = ref quote ? ref slot.Quote : ref slot.Trade;
        if (!writer.TryAdd(in tick, instrument, _gaps.Of(cell), in collapsed))
        {
            return false;
        }

        _accounts.Deliver(tick.Sequence);
        _accounts.Collapse(in collapsed);
        _gaps.Forget(cell);
        EndOne(cell, quote);
        return true;
    }

    /// <summary>The accounts as they stand; what was overwritten counts as conflated although its newest still waits.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public Accounts Settle(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        Accounts settled = _accounts;
        settled.Pending = Count;
        Cells.CountIn(ref settled, instrumentOf, slots);
        return settled;
    }

    /// <summary>Drops what waits, as discarded, and gives its memory back.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public void Discard(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        _accounts = Settle(instrumentOf, slots);
        _accounts.Discarded += _accounts.Pending;
        _accounts.Pending = 0;
        Cells.Clear();
        Line.Clear();
        _gaps.Clear();
    }

    /// <summary>The same, apart; null when there is no memory for what goes one by one.</summary>
    public WaitingTicks? TryClone() => Line.TryClone() is { } line ? new WaitingTicks(this, line) : null;

    /// <summary>Moves everything to other, fresh cells; what waits of instruments that are gone is discarded. Nothing is left here.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="cellMap">Of each cell, which of the target it becomes; -1 = its instrument is gone.</param>
    /// <param name="instrumentOf">The instrument numbers of these cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public void MoveTo(WaitingTicks target, ReadOnlySpan<int> cellMap, ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        HashSet<uint>? gone = null;
        for (int cell = 0; cell < Cells.Count; cell++)
        {
            if (cellMap[cell] < 0)
            {
                (gone ??= []).Add(instrumentOf[cell]);
                DiscardCell(cell, in slots[instrumentOf[cell]]);
            }
        }

        if (gone is not null)
        {
            _accounts.Discarded += Line.RemoveAll(gone);
        }

        (target.Line, Line) = (Line, target.Line);
        Cells.MoveTo(target.Cells, cellMap);
        (target._gaps, target._accounts) = (_gaps.Mapped(cellMap, CellRoom.Of(target.Cells.Count)), _accounts);
        _gaps.Clear();
        _accounts = default;
    }

    private bool QuoteIsFirst(int cell, in Slot slot) =>
        Cells.HasQuote(cell) && (!Cells.HasTrade(cell) || slot.Quote.Sequence < slot.Trade.Sequence);

    private void DiscardCell(int cell, in Slot slot)
    {
        Cells.CountIn(ref _accounts, cell, in slot);
        _accounts.Discarded += Cells.Drop(cell);
    }

    private void AddToLine(int cell, in Tick tick, in Collapsed collapsed)
    {
        if (_gaps.Of(cell) is not TickFlags.None and TickFlags gap)
        {
            Line.Add(tick with { Flags = tick.Flags | gap }, in collapsed);
            _gaps.Forget(cell);
            return;
        }

        Line.Add(in tick, in collapsed);
    }

    private void EndOne(int cell, bool quote)
    {
        if (quote)
        {
            Cells.EndQuote(cell);
        }
        else
        {
            Cells.EndTrade(cell);
        }
    }
}
