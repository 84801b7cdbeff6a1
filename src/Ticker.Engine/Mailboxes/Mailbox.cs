using System.Runtime.CompilerServices;
using Ticker.Engine.Conflate;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits for one subscription, or for several in step. What goes one by one stands in order; of what collapses,
/// the newest stays in the lane's slot and only its cell is marked. Whatever of an instrument goes one by one is older
/// than what waits in its cell: so the line is emptied first, and what must stand in order takes along in front of it
/// what waits in its cell. Only its lane's thread uses it.
/// </summary>
/// <remarks>
/// It is over 400 lines, many of them the text of its public members: the rules of what goes one by one and what collapses
/// hang together, and each part that stands by itself (the cells, the line, gap marks, accounts) has a file of its own.
/// </remarks>
public sealed class Mailbox
{
    private static readonly Collapsed Alone;

    private readonly TickKinds _kinds;
    private Pace _pace;
    private TickKinds _collapsing;
    private TickKinds _overBudget;
    private OrderedTicks _line;
    private WaitingCells _cells;
    private GapMarks _gaps;
    private Accounts _accounts;
    private bool _paused;

    /// <summary>An empty one.</summary>
    /// <param name="pace">What the subscriber chose.</param>
    /// <param name="cells">How many cells it has.</param>
    /// <param name="memory">
    /// Where memory for ticks that wait one by one is taken from, beyond what <see cref="CostOf"/> says; null = there is
    /// no limit to it.
    /// </param>
    public Mailbox(Pace pace, int cells = 0, MemoryBudget? memory = null)
    {
        ArgumentNullException.ThrowIfNull(pace);
        (_pace, _kinds) = (pace, pace.Kinds);
        _line = new OrderedTicks(new MemoryShare(memory ?? new MemoryBudget(long.MaxValue), OrderedTicks.AllotmentOf(pace)));
        _cells = new WaitingCells(cells);
        Adapt();
    }

    private Mailbox(Mailbox other, OrderedTicks line)
    {
        _kinds = other._kinds;
        (_pace, _accounts, _paused, IsOverBudget) = (other._pace, other._accounts, other._paused, other.IsOverBudget);
        (_line, _cells, _gaps) = (line, other._cells.Clone(), other._gaps.Clone());
        Adapt();
    }

    /// <summary>What the subscriber chose. May change at any time but for the kinds; what waits is kept, and what the new pace holds no longer is due.</summary>
    /// <exception cref="ArgumentException">The kinds are others.</exception>
    public Pace Pace
    {
        get => _pace;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Kinds != _kinds)
            {
                throw new ArgumentException("the kinds of a mailbox do not change", nameof(value));
            }

            _pace = value;
            LeaveOverBudget();
        }
    }

    /// <summary>Whether nothing is given out; what collapses meanwhile does so by the subscriber's wish.</summary>
    public bool Paused
    {
        get => _paused;
        set
        {
            _paused = value;
            Adapt();
        }
    }

    /// <summary>Whether more came than the budget allows, so that trades collapse too (in mode <c>all</c>, quotes as well) until it is drained.</summary>
    public bool IsOverBudget { get; private set; }

    /// <summary>Whether anything waits, be it due or held.</summary>
    public bool HasPending => Pending > 0;

    /// <summary>Whether <see cref="Fill"/> would write something.</summary>
    public bool HasDue => !_paused && (_line.Count > 0 || _cells.FirstDue >= 0);

    /// <summary>How many ticks wait one by one, which is what the budget bounds.</summary>
    public int InLine => _line.Count;

    /// <summary>
    /// The accounts without what waits. Set by who shares this mailbox out among several, or takes it over from them.
    /// </summary>
    public Accounts Accounts
    {
        get => _accounts;
        set => _accounts = value;
    }

    /// <summary>How many ticks wait.</summary>
    public int Pending => _line.Count + _cells.Quotes + _cells.Trades;

    /// <summary>
    /// The timestamp at which the next interval ends, so that <see cref="Release"/> is due; <see cref="long.MaxValue"/>
    /// when none runs. Also of an instrument of which nothing is held yet: its next value is not to be held then.
    /// </summary>
    public long NextRelease => _cells.OldestSent is long sent ? EndOf(sent) : long.MaxValue;

    /// <summary>The bytes that it holds in arrays, whose number and size depend on what it is asked for.</summary>
    public long Held => _line.Held + _cells.Held + _gaps.Held;

    /// <summary>Of these, what it has asked for because the first allotment of its line is not enough.</summary>
    public long Beyond => _line.Beyond;

    /// <summary>
    /// The most bytes that a mailbox holds in arrays without asking for more: all that cells ever need, and the line's
    /// first allotment.
    /// </summary>
    /// <param name="pace">Its pace.</param>
    /// <param name="cells">How many cells it has.</param>
    public static long CostOf(Pace pace, int cells)
    {
        ArgumentNullException.ThrowIfNull(pace);
        int room = CellRoom.Of(cells);
        return OrderedTicks.AllotmentOf(pace) + GapMarks.CostOf(room)
            + WaitingCells.CostOf(room, pace.Mode == DeliveryMode.Interval, pace.Summary);
    }

    /// <summary>Makes room for one more cell.</summary>
    public void AddCell() => _cells.Add();

    /// <summary>Ends the intervals that are over: what was held is due. To be called when <see cref="NextRelease"/> has come, before ticks are noted.</summary>
    /// <param name="now">The timestamp now.</param>
    public void Release(long now)
    {
        while (_cells.OldestSent is long sent && EndOf(sent) <= now)
        {
            _cells.ReleaseOldest();
        }
    }

    /// <summary>Notes a tick of a cell's instrument, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <param name="socketBusy">Whether the subscriber's socket takes nothing now: then that is why something is overwritten.</param>
    /// <returns>False when the budget is spent: the tick, and what waits in its cell, are not in the mailbox but discarded.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot, bool socketBusy = false)
    {
        var kind = (TickKinds)(1 << (int)tick.Kind);
        if ((_kinds & kind) == 0)
        {
            if ((tick.Flags & TickFlags.GapBefore) != 0)
            {
                // It is not sent: the next of the instrument that is tells of the gap in its place.
                _gaps.Add(cell, CellRoom.Of(_cells.Count));
            }

            return true;
        }

        _accounts.Matched++;
        return (_collapsing & kind) != 0
            ? Collapse(cell, in tick, in slot, socketBusy)
            : AddInOrder(cell, in tick, in slot, socketBusy);
    }

    /// <summary>Writes what is due until the message is full. Nothing while paused.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="instruments">The instruments by number.</param>
    /// <param name="now">The timestamp now, at which the intervals of what is written begin.</param>
    public void Fill(ref DataMessageWriter writer, ReadOnlySpan<uint> instrumentOf, LastValueCache slots, InstrumentRegistry instruments, long now)
    {
        if (_paused || !WriteLine(ref writer, instruments))
        {
            return;
        }

        for (int cell = _cells.FirstDue; cell >= 0; cell = _cells.FirstDue)
        {
            uint instrument = instrumentOf[cell];
            if (!Write(ref writer, cell, in slots[instrument], instruments[instrument], now))
            {
                break;
            }
        }

        if (IsOverBudget)
        {
            LeaveOverBudget();
        }
    }

    /// <summary>The accounts as they stand; what was overwritten counts as conflated although its newest still waits.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public Accounts Settle(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        Accounts settled = _accounts;
        settled.Pending = Pending;
        _cells.CountIn(ref settled, instrumentOf, slots);
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
        _cells.Clear();
        _line.Clear();
        _gaps.Clear();
        LeaveOverBudget();
    }

    /// <summary>The same, apart: all that waits, when what was sent, and the accounts. Null when there is no memory for what waits one by one.</summary>
    public Mailbox? TryClone() => _line.TryClone() is { } line ? new Mailbox(this, line) : null;

    /// <summary>
    /// Whether another, of the same cells and pace, can serve in the place of this: nothing waits in either, neither
    /// is paused or owes word of a gap, and no value comes sooner after the last than the interval.
    /// </summary>
    /// <param name="shared">The other.</param>
    public bool CanBeReplacedBy(Mailbox shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        return IsQuiet && shared.IsQuiet && _cells.WereSentNoLaterThan(shared._cells);
    }

    /// <summary>
    /// Moves everything to a fresh mailbox with other cells or another pace: what waits in its order, when what was
    /// sent, the accounts, whether it is paused or over its budget. This one is empty afterwards.
    /// </summary>
    /// <param name="target">A fresh one, with its cells and its pace.</param>
    /// <param name="cellMap">Of each cell, which of the target it becomes; -1 = its instrument is gone, and what waits of it is discarded.</param>
    /// <param name="instrumentOf">The instrument numbers of this one's cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public void MoveTo(Mailbox target, ReadOnlySpan<int> cellMap, ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        ArgumentNullException.ThrowIfNull(target);
        HashSet<uint>? gone = null;
        for (int cell = 0; cell < _cells.Count; cell++)
        {
            if (cellMap[cell] < 0)
            {
                (gone ??= []).Add(instrumentOf[cell]);
                DiscardCell(cell, in slots[instrumentOf[cell]]);
            }
        }

        if (gone is not null)
        {
            _accounts.Discarded += _line.RemoveAll(gone);
        }

        (target._line, _line) = (_line, target._line);
        _cells.MoveTo(target._cells, cellMap);
        (target._gaps, target._accounts) = (_gaps.Mapped(cellMap, CellRoom.Of(target._cells.Count)), _accounts);
        (target._paused, target.IsOverBudget) = (_paused, IsOverBudget);
        _gaps.Clear();
        (_accounts, _paused, IsOverBudget) = (default, false, false);
        LeaveOverBudget();
        target.LeaveOverBudget();
    }

    private bool IsQuiet => Pending == 0 && !_paused && !IsOverBudget && !_gaps.Any;

    private bool IsDrained => _line.Count == 0
        && (_pace.Mode == DeliveryMode.All ? Pending == 0 : _pace.ConflateTrades || _cells.Trades == 0);

    private void LeaveOverBudget()
    {
        IsOverBudget &= _pace.OnSlow == OnSlow.Conflate && !IsDrained;
        Adapt();
    }

    // After any change of what decides which kinds collapse and which memory is needed.
    private void Adapt()
    {
        bool all = _pace.Mode == DeliveryMode.All;
        _overBudget = !IsOverBudget ? TickKinds.None : all ? TickKinds.Quote | TickKinds.Trade : _pace.ConflateTrades ? TickKinds.None : TickKinds.Trade;
        TickKinds wished = all ? TickKinds.None : _pace.ConflateTrades || _paused ? TickKinds.Quote | TickKinds.Trade : TickKinds.Quote;
        _collapsing = wished | _overBudget;
        _cells.KeepTimes(_pace.Mode == DeliveryMode.Interval);
        _cells.KeepExtremes(_pace.Summary);
        if ((_collapsing & TickKinds.Trade) == 0)
        {
            _cells.ForgetTrades();
        }
    }

    // Rounded up: never sooner than the interval.
    private long EndOf(long sent)
    {
        long step = _pace.ReleaseStep;
        return (sent + _pace.Interval + step - 1) / step * step;
    }

    private bool Collapse(int cell, in Tick tick, in Slot slot, bool socketBusy)
    {
        if ((tick.Flags & TickFlags.GapBefore) != 0)
        {
            // It may be overwritten before it is sent.
            _gaps.Add(cell, CellRoom.Of(_cells.Count));
        }

        if (tick.Kind == TickKind.Quote)
        {
            _cells.TakeQuote(cell, in tick, in slot, _cells.HasQuote(cell) ? CauseOf(cell, TickKinds.Quote, socketBusy) : CollapseCause.None);
            return true;
        }

        if (!_cells.HasRoomFor(cell, in tick, in slot))
        {
            if (_line.Count + Waiting(cell) > _pace.HardBudget || !_line.TryMakeRoom(Waiting(cell), 0))
            {
                return Refuse(cell, in slot);
            }

            MoveToLine(cell, in slot);
        }

        _cells.TakeTrade(cell, in tick, in slot, CauseOf(cell, TickKinds.Trade, socketBusy));
        return true;
    }

    private CollapseCause CauseOf(int cell, TickKinds kind, bool socketBusy) =>
        _paused || _cells.IsHeld(cell) ? CollapseCause.Rate
        : (_overBudget & kind) != 0 ? CollapseCause.Budget
        : socketBusy ? CollapseCause.Socket
        : CollapseCause.Server;

    private bool AddInOrder(int cell, in Tick tick, in Slot slot, bool socketBusy)
    {
        int waiting = Waiting(cell);
        if (_line.Count + waiting >= _pace.Budget || !_line.TryMakeRoom(waiting, 1))
        {
            bool never = tick.Kind == TickKind.Status;
            if (_pace.OnSlow == OnSlow.Evict || (never && (_line.Count + waiting >= _pace.HardBudget || !_line.TryMakeRoom(waiting, 1))))
            {
                return Refuse(cell, in slot);
            }

            IsOverBudget = true;
            Adapt();
            if (!never)
            {
                return Collapse(cell, in tick, in slot, socketBusy);
            }
        }

        if (waiting > 0)
        {
            MoveToLine(cell, in slot);
        }

        AddToLine(cell, in tick, default);
        return true;
    }

    // What waits in the cell goes too: what stands for others is told by the slot, which will count the refused as well.
    private bool Refuse(int cell, in Slot slot)
    {
        DiscardCell(cell, in slot);
        _accounts.Discarded++;
        return false;
    }

    private void DiscardCell(int cell, in Slot slot)
    {
        _cells.CountIn(ref _accounts, cell, in slot);
        _accounts.Discarded += _cells.Drop(cell);
    }

    private int Waiting(int cell) => (_cells.HasQuote(cell) ? 1 : 0) + (_cells.HasTrade(cell) ? 1 : 0);

    private bool QuoteIsFirst(int cell, in Slot slot) =>
        _cells.HasQuote(cell) && (!_cells.HasTrade(cell) || slot.Quote.Sequence < slot.Trade.Sequence);

    // Puts what waits in a cell among those that go one by one.
    private void MoveToLine(int cell, in Slot slot)
    {
        while (Waiting(cell) > 0)
        {
            bool quote = QuoteIsFirst(cell, in slot);
            Collapsed collapsed = quote ? _cells.QuoteStandsFor(cell, in slot) : _cells.TradeStandsFor(cell, in slot);
            _accounts.Collapse(in collapsed);
            AddToLine(cell, in quote ? ref slot.Quote : ref slot.Trade, in collapsed);
            EndOne(cell, quote);
        }

        _cells.Unmark(cell);
    }

    private void AddToLine(int cell, in Tick tick, in Collapsed collapsed)
    {
        if (_gaps.Of(cell) is not TickFlags.None and TickFlags gap)
        {
            _line.Add(tick with { Flags = tick.Flags | gap }, in collapsed);
            _gaps.Forget(cell);
            return;
        }

        _line.Add(in tick, in collapsed);
    }

    private void EndOne(int cell, bool quote)
    {
        if (quote)
        {
            _cells.EndQuote(cell);
        }
        else
        {
            _cells.EndTrade(cell);
        }
    }

    private bool WriteLine(ref DataMessageWriter writer, InstrumentRegistry instruments)
    {
        while (_line.Count > 0)
        {
            ref readonly Tick tick = ref _line.First;
            bool added = _line.StandForOthers
                ? writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, _line.FirstStandsFor)
                : writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, in Alone);
            if (!added)
            {
                return false;
            }

            _accounts.Deliver(tick.Sequence);
            _line.RemoveFirst();
        }

        return true;
    }

    // Writes what waits in a cell that is due; false when not all of it had room.
    private bool Write(ref DataMessageWriter writer, int cell, in Slot slot, Instrument instrument, long now)
    {
        if (_cells.IsOneQuote(cell, in slot))
        {
            return WriteQuoteAlone(ref writer, cell, in slot.Quote, instrument, now);
        }

        for (int written = 0; Waiting(cell) > 0; written++)
        {
            if (!WriteOne(ref writer, cell, in slot, instrument))
            {
                if (written > 0 && _cells.AreTimed)
                {
                    // Its interval has begun, so what newly comes is held; what was due with the first is not.
                    MoveToLine(cell, in slot);
                    _cells.Sent(cell, now);
                }

                return false;
            }
        }

        _cells.Sent(cell, now);
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
        _cells.EndQuote(cell);
        _cells.Sent(cell, now);
        return true;
    }

    private bool WriteOne(ref DataMessageWriter writer, int cell, in Slot slot, Instrument instrument)
    {
        bool quote = QuoteIsFirst(cell, in slot);
        Collapsed collapsed = quote ? _cells.QuoteStandsFor(cell, in slot) : _cells.TradeStandsFor(cell, in slot);
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
}
