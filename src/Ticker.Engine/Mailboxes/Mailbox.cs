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
/// <remarks>What waits, and where all went, is kept by <see cref="WaitingTicks"/>; here it is decided what collapses, why, and how much may wait.</remarks>
public sealed class Mailbox
{
    private readonly TickKinds _kinds;
    private readonly WaitingTicks _waiting;
    private Pace _pace;
    private TickKinds _collapsing;
    private TickKinds _overBudget;
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
        _waiting = new WaitingTicks(cells, new MemoryShare(memory ?? new MemoryBudget(long.MaxValue), OrderedTicks.AllotmentOf(pace)));
        Adapt();
    }

    private Mailbox(Mailbox other, WaitingTicks waiting)
    {
        (_kinds, _waiting) = (other._kinds, waiting);
        (_pace, _paused, IsOverBudget) = (other._pace, other._paused, other.IsOverBudget);
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
    public bool HasDue => !_paused && (_waiting.Line.Count > 0 || _waiting.Cells.FirstDue >= 0);

    /// <summary>Whether all goes in the order of its sequence: what was written last is newer than all before it, older than all that waits.</summary>
    public bool IsInOrder => _pace.Mode == DeliveryMode.All && !IsOverBudget && _waiting.Line.Count == _waiting.Count;

    /// <summary>How many ticks wait one by one, which is what the budget bounds.</summary>
    public int InLine => _waiting.Line.Count;

    /// <summary>
    /// The accounts without what waits. Set by who shares this mailbox out among several, or takes it over from them.
    /// </summary>
    public Accounts Accounts
    {
        get => _waiting.Accounts;
        set => _waiting.Accounts = value;
    }

    /// <summary>How many ticks wait.</summary>
    public int Pending => _waiting.Count;

    /// <summary>
    /// The timestamp at which the next interval ends, so that <see cref="Release"/> is due; <see cref="long.MaxValue"/>
    /// when none runs. Also of an instrument of which nothing is held yet: its next value is not to be held then.
    /// </summary>
    public long NextRelease => _waiting.Cells.OldestSent is long sent ? EndOf(sent) : long.MaxValue;

    /// <summary>The bytes that it holds in arrays, whose number and size depend on what it is asked for.</summary>
    public long Held => _waiting.Held;

    /// <summary>Of these, what it has asked for because the first allotment of its line is not enough.</summary>
    public long Beyond => _waiting.Line.Beyond;

    /// <summary>
    /// The most bytes that a mailbox holds in arrays without asking for more: all that cells ever need, and the line's
    /// first allotment.
    /// </summary>
    /// <param name="pace">Its pace.</param>
    /// <param name="cells">How many cells it has.</param>
    public static long CostOf(Pace pace, int cells)
    {
        ArgumentNullException.ThrowIfNull(pace);
        return WaitingTicks.CostOf(pace, cells);
    }

    /// <summary>Makes room for one more cell.</summary>
    public void AddCell() => _waiting.Cells.Add();

    /// <summary>Ends the intervals that are over: what was held is due. To be called when <see cref="NextRelease"/> has come, before ticks are noted.</summary>
    /// <param name="now">The timestamp now.</param>
    public void Release(long now)
    {
        while (_waiting.Cells.OldestSent is long sent && EndOf(sent) <= now)
        {
            _waiting.Cells.ReleaseOldest();
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
                _waiting.OweGap(cell);
            }

            if ((_pace.Withheld & kind) != 0)
            {
                _waiting.Withhold();
            }

            return true;
        }

        return (_collapsing & kind) != 0
            ? Collapse(cell, in tick, in slot, socketBusy)
            : AddInOrder(cell, in tick, in slot, socketBusy);
    }

    /// <summary>
    /// Whether another quote, of which nothing is to be said but its value, would change nothing here after one that was
    /// noted: one waits already, and why it does is known. That holds until the socket takes something, a tick of
    /// another kind comes for the cell, or the pace changes.
    /// </summary>
    /// <param name="cell">The cell, of which a quote was noted just now.</param>
    public bool NeedsNoMore(int cell) => _waiting.Cells.NeedsNoMore(cell);

    /// <summary>Writes what is due until the message is full. Nothing while paused.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="instruments">The instruments by number.</param>
    /// <param name="now">The timestamp now, at which the intervals of what is written begin.</param>
    public void Fill(ref DataMessageWriter writer, ReadOnlySpan<uint> instrumentOf, LastValueCache slots, InstrumentRegistry instruments, long now)
    {
        if (_paused || !_waiting.WriteLine(ref writer, instruments))
        {
            return;
        }

        for (int cell = _waiting.Cells.FirstDue; cell >= 0; cell = _waiting.Cells.FirstDue)
        {
            uint instrument = instrumentOf[cell];
            if (!_waiting.Write(ref writer, cell, in slots[instrument], instruments[instrument], now))
            {
                break;
            }
        }

        if (IsOverBudget)
        {
            LeaveOverBudget();
        }
    }

    /// <summary>Gives the debt of word of gaps to another of the same cells, where nothing waits here that could tell of it.</summary>
    /// <param name="next">The other.</param>
    public void GiveGapsTo(Mailbox next)
    {
        ArgumentNullException.ThrowIfNull(next);
        _waiting.GiveGapsTo(next._waiting);
    }

    /// <summary>Writes only what goes one by one, until the message is full.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="instruments">The instruments by number.</param>
    public void FillLine(ref DataMessageWriter writer, InstrumentRegistry instruments) => _waiting.WriteLine(ref writer, instruments);

    /// <summary>The accounts as they stand; what was overwritten counts as conflated although its newest still waits.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public Accounts Settle(ReadOnlySpan<uint> instrumentOf, LastValueCache slots) => _waiting.Settle(instrumentOf, slots);

    /// <summary>Drops what waits, as discarded, and gives its memory back.</summary>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    public void Discard(ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        _waiting.Discard(instrumentOf, slots);
        LeaveOverBudget();
    }

    /// <summary>The same, apart: all that waits, when what was sent, and the accounts. Null when there is no memory for what waits one by one.</summary>
    public Mailbox? TryClone() => _waiting.TryClone() is { } waiting ? new Mailbox(this, waiting) : null;

    /// <summary>
    /// Whether another, of the same cells and pace, can serve in the place of this: nothing waits in either, neither
    /// is paused or owes word of a gap, and no value comes sooner after the last than the interval.
    /// </summary>
    /// <param name="shared">The other.</param>
    public bool CanBeReplacedBy(Mailbox shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        return IsQuiet && shared.IsQuiet && _waiting.Cells.WereSentNoLaterThan(shared._waiting.Cells);
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
        _waiting.MoveTo(target._waiting, cellMap, instrumentOf, slots);
        (target._paused, target.IsOverBudget) = (_paused, IsOverBudget);
        (_paused, IsOverBudget) = (false, false);
        LeaveOverBudget();
        target.LeaveOverBudget();
    }

    private bool IsQuiet => Pending == 0 && !_paused && !IsOverBudget && !_waiting.OwesGaps;

    private bool IsDrained => _waiting.Line.Count == 0
        && (_pace.Mode == DeliveryMode.All ? Pending == 0 : _pace.ConflateTrades || _waiting.Cells.Trades == 0);

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
        _waiting.Cells.KeepTimes(_pace.IsTimed);
        _waiting.Cells.KeepExtremes(_pace.Summary);
        if ((_collapsing & TickKinds.Trade) == 0)
        {
            _waiting.Cells.ForgetTrades();
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
            _waiting.OweGap(cell);
        }

        if (tick.Kind == TickKind.Quote)
        {
            _waiting.TakeQuote(cell, in tick, in slot, _waiting.Cells.HasQuote(cell) ? CauseOf(cell, TickKinds.Quote, socketBusy) : CollapseCause.None);
            return true;
        }

        if (!_waiting.Cells.HasRoomFor(cell, in tick, in slot))
        {
            if (_waiting.Line.Count + _waiting.InCell(cell) > _pace.HardBudget || !_waiting.Line.TryMakeRoom(_waiting.InCell(cell), 0))
            {
                return Refuse(cell, in slot);
            }

            _waiting.MoveToLine(cell, in slot);
        }

        _waiting.TakeTrade(cell, in tick, in slot, CauseOf(cell, TickKinds.Trade, socketBusy));
        return true;
    }

    /// <summary>Why a quote that waits would be overwritten by the next, for whoever looks; none = it would be sent before.</summary>
    /// <param name="socketBusy">Whether the subscriber's socket takes nothing now.</param>
    public CollapseCause CauseNow(bool socketBusy) =>
        _paused ? CollapseCause.Rate
        : IsOverBudget ? CollapseCause.Budget
        : socketBusy && _pace.Mode != DeliveryMode.All ? CollapseCause.Socket
        : _pace.IsTimed ? OfInterval
        : CollapseCause.None;

    // Why what an interval holds back is overwritten: whose interval it is.
    private CollapseCause OfInterval => _pace.IsHeldByHand ? CollapseCause.Server : CollapseCause.Rate;

    private CollapseCause CauseOf(int cell, TickKinds kind, bool socketBusy) =>
        _paused ? CollapseCause.Rate
        : _waiting.Cells.IsHeld(cell) ? OfInterval
        : (_overBudget & kind) != 0 ? CollapseCause.Budget
        : socketBusy ? CollapseCause.Socket
        : CollapseCause.Server;

    private bool AddInOrder(int cell, in Tick tick, in Slot slot, bool socketBusy)
    {
        int waiting = _waiting.InCell(cell);
        if (_waiting.Line.Count + waiting >= _pace.Budget || !_waiting.Line.TryMakeRoom(waiting, 1))
        {
            bool never = tick.Kind == TickKind.Status;
            if (_pace.OnSlow == OnSlow.Evict || (never && (_waiting.Line.Count + waiting >= _pace.HardBudget || !_waiting.Line.TryMakeRoom(waiting, 1))))
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
            _waiting.MoveToLine(cell, in slot);
        }

        _waiting.Add(cell, in tick);
        return true;
    }

    private bool Refuse(int cell, in Slot slot)
    {
        _waiting.Refuse(cell, in slot);
        return false;
    }
}
