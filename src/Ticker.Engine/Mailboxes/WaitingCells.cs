using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// The cells of a mailbox, one an instrument: of each, at most one quote and one trade wait, whose values stay in the
/// slot. What waits is due, or held until the interval since the cell's last is over; so a cell that was sent lately
/// is never among the due. Only its lane's thread uses it.
/// </summary>
internal sealed class WaitingCells
{
    private readonly DirtySet _due;
    private CellContents _contents;

    // Only while there is an interval to keep.
    private CellTimes? _times;

    /// <param name="cells">How many there are.</param>
    public WaitingCells(int cells)
    {
        (_due, Count, _contents) = (new DirtySet(), cells, new CellContents(CellRoom.Of(cells)));
        _due.EnsureCapacity(_contents.Room);
    }

    private WaitingCells(WaitingCells other) =>
        (Count, _due, _contents, _times) = (other.Count, other._due.Clone(), other._contents.Clone(), other._times?.Clone());

    /// <summary>How many cells there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many quotes wait.</summary>
    public int Quotes => _contents.Quotes;

    /// <summary>How many trades wait, each of which may stand for several.</summary>
    public int Trades => _contents.Trades;

    /// <summary>The cell that has been due for longest, or -1.</summary>
    public int FirstDue => _due.First;

    /// <summary>Whether the cells have an interval to keep.</summary>
    public bool AreTimed => _times is not null;

    /// <summary>When the interval of the cell that was sent longest ago began; there must be one when this is not null.</summary>
    public long? OldestSent => _times is { First: >= 0 and int first } ? _times.SentAt(first) : null;

    /// <summary>The bytes they hold.</summary>
    public long Held => _contents.Held + ((long)_contents.Room * (DirtySet.CostOfCell + (_times is null ? 0 : CellTimes.CostOfCell)));

    /// <summary>The bytes that cells hold at worst.</summary>
    /// <param name="room">How many there is room for.</param>
    /// <param name="timed">Whether they have an interval to keep.</param>
    /// <param name="extremes">Whether extremes of quotes are kept.</param>
    public static long CostOf(int room, bool timed, bool extremes) =>
        (long)room * (DirtySet.CostOfCell + CellContents.CostOfCell(extremes) + (timed ? CellTimes.CostOfCell : 0));

    public void Add()
    {
        if (++Count > _contents.Room)
        {
            _contents.MakeRoom(CellRoom.Of(Count));
            _due.EnsureCapacity(_contents.Room);
            _times?.EnsureCapacity(_contents.Room);
        }
    }

    public bool HasQuote(int cell) => _contents.HasQuote(cell);

    public bool HasTrade(int cell) => _contents.HasTrade(cell);

    /// <summary>Whether what waits in a cell may not be sent yet.</summary>
    public bool IsHeld(int cell) => _times is not null && _times.IsRecent(cell);

    /// <summary>Begins or ends keeping intervals. What was held is due when there is none any more.</summary>
    public void KeepTimes(bool wanted)
    {
        if (wanted && _times is null)
        {
            _times = new CellTimes();
            _times.EnsureCapacity(_contents.Room);
        }
        else if (!wanted && _times is not null)
        {
            while (_times.First >= 0)
            {
                ReleaseOldest();
            }

            _times = null;
        }
    }

    /// <summary>Begins or ends keeping extremes of quotes.</summary>
    public void KeepExtremes(bool wanted) => _contents.KeepExtremes(wanted);

    /// <summary>Gives the memory for trades back, if none waits.</summary>
    public void ForgetTrades() => _contents.ForgetTrades();

    /// <summary>Takes a quote in, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The quote.</param>
    /// <param name="slot">The slot as it was before.</param>
    /// <param name="cause">Why what waits already, if anything, was not sent.</param>
    /// <returns>Whether none waited.</returns>
    public bool TakeQuote(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        if (!_contents.TakeQuote(cell, in tick, in slot, cause))
        {
            return false;
        }

        MarkDue(cell);
        return true;
    }

    /// <summary>Takes a trade in, before the slot is overwritten with it; see <see cref="TakeQuote"/>.</summary>
    public bool TakeTrade(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        if (!_contents.TakeTrade(cell, in tick, in slot, cause))
        {
            return false;
        }

        MarkDue(cell);
        return true;
    }

    /// <summary>Whether a quote waits that others may overwrite and nothing need be noted of them; see <see cref="Mailbox.NeedsNoMore"/>.</summary>
    public bool NeedsNoMore(int cell) => !IsHeld(cell) && _contents.NeedsNoMore(cell);

    /// <summary>Whether a trade's size may be added to what waits.</summary>
    public bool HasRoomFor(int cell, in Tick trade, in Slot slot) => _contents.HasRoomFor(cell, in trade, in slot);

    /// <summary>Whether all that waits in a cell is one quote that stands for none but itself.</summary>
    public bool IsOneQuote(int cell, in Slot slot) => _contents.IsOneQuote(cell, in slot);

    /// <summary>What the waiting quote of a cell stands for.</summary>
    public Collapsed QuoteStandsFor(int cell, in Slot slot) => _contents.QuoteStandsFor(cell, in slot);

    /// <summary>What the waiting trade of a cell stands for.</summary>
    public Collapsed TradeStandsFor(int cell, in Slot slot) => _contents.TradeStandsFor(cell, in slot);

    public void EndQuote(int cell) => _contents.EndQuote(cell);

    public void EndTrade(int cell) => _contents.EndTrade(cell);

    /// <summary>Nothing waits in a cell any more, without its having been sent.</summary>
    public void Unmark(int cell) => _due.Clear(cell);

    /// <summary>All that waited in a cell that was due is sent.</summary>
    public void Sent(int cell, long now)
    {
        _due.Clear(cell);
        _times?.Send(cell, now);
    }

    /// <summary>The interval of the cell that was sent longest ago is over: what waits in it is due.</summary>
    public void ReleaseOldest()
    {
        int cell = _times!.First;
        _times.Forget(cell);
        if (HasQuote(cell) || HasTrade(cell))
        {
            _due.Mark(cell);
        }
    }

    /// <summary>Counts what was overwritten.</summary>
    public void CountIn(ref Accounts accounts, ReadOnlySpan<uint> instrumentOf, LastValueCache slots)
    {
        for (int cell = _due.First; cell >= 0; cell = _due.After(cell))
        {
            CountIn(ref accounts, cell, in slots[instrumentOf[cell]]);
        }

        for (int cell = _times?.First ?? -1; cell >= 0; cell = _times!.After(cell))
        {
            CountIn(ref accounts, cell, in slots[instrumentOf[cell]]);
        }
    }

    /// <summary>Counts what was overwritten in a cell.</summary>
    public void CountIn(ref Accounts accounts, int cell, in Slot slot)
    {
        if (HasQuote(cell))
        {
            accounts.Collapse(QuoteStandsFor(cell, in slot));
        }

        if (HasTrade(cell))
        {
            accounts.Collapse(TradeStandsFor(cell, in slot));
        }
    }

    /// <summary>Drops what waits in a cell.</summary>
    /// <returns>How many ticks that were.</returns>
    public int Drop(int cell)
    {
        int before = Quotes + Trades;
        if (HasQuote(cell))
        {
            EndQuote(cell);
        }

        if (HasTrade(cell))
        {
            EndTrade(cell);
        }

        Unmark(cell);
        return before - Quotes - Trades;
    }

    /// <summary>Drops all that waits, and when cells were sent.</summary>
    public void Clear()
    {
        while (_times?.First is >= 0)
        {
            ReleaseOldest();
        }

        while (_due.First >= 0)
        {
            Drop(_due.First);
        }
    }

    public WaitingCells Clone() => new(this);

    /// <summary>Whether whatever one of these cells was sent lately, the same of others was sent at that time or later.</summary>
    public bool WereSentNoLaterThan(WaitingCells others)
    {
        for (int cell = _times?.First ?? -1; cell >= 0; cell = _times!.After(cell))
        {
            if (others._times is null || !others._times.IsRecent(cell) || others._times.SentAt(cell) < _times!.SentAt(cell))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Moves what waits, and when cells were sent, to other cells, in which nothing waits.</summary>
    /// <param name="target">The other cells.</param>
    /// <param name="cellMap">Of each cell, which it becomes; nothing waits in those that become none.</param>
    public void MoveTo(WaitingCells target, ReadOnlySpan<int> cellMap)
    {
        // Times first: what was held is held there, or due if that keeps no times.
        for (int cell = _times?.First ?? -1; cell >= 0; cell = _times!.After(cell))
        {
            if (cellMap[cell] is >= 0 and int to)
            {
                target._times?.Send(to, _times!.SentAt(cell));
                Move(cell, target, to);
            }
        }

        for (int cell = _due.First; cell >= 0; cell = _due.After(cell))
        {
            Move(cell, target, cellMap[cell]);
        }

        Clear();
    }

    private void Move(int cell, WaitingCells target, int to)
    {
        if (_contents.CopyTo(ref target._contents, cell, to))
        {
            target.MarkDue(to);
        }
    }

    private void MarkDue(int cell)
    {
        if (!IsHeld(cell))
        {
            _due.Mark(cell);
        }
    }
}
