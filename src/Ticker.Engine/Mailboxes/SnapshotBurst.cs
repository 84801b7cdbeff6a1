using System.Collections;
using System.Numerics;
using Ticker.Engine.Conflate;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// The state that a new subscription is owed, as of the position at which it began, although it leaves in pieces
/// while the market goes on: a slot that is about to change is saved first. Only its lane's thread uses it.
/// </summary>
internal sealed class SnapshotBurst
{
    private const int TicksPerSlot = 3;

    // A list doubles.
    private const int StaleCell = 2 * sizeof(int);

    // Bounded by what the slots of the subscription's instruments held when it began.
    private readonly PooledFifo<Tick> _saved;
    private readonly TickKinds _kinds;
    private readonly FeedTable _feeds;
    private readonly BitArray _settled;
    private int _next;

    /// <summary>Owes the state of a subscription's cells.</summary>
    /// <param name="kinds">What is owed of each instrument.</param>
    /// <param name="cells">How many cells there are; what is added later has no past to be told.</param>
    /// <param name="feeds">Tells what is stale.</param>
    /// <param name="memory">What it may hold, which must be as much as <see cref="CostOf"/> says; null = there is no limit to it.</param>
    public SnapshotBurst(TickKinds kinds, int cells, FeedTable feeds, MemoryShare? memory = null)
        : this(kinds, new BitArray(cells), feeds, memory)
    {
    }

    /// <summary>Owes the state of some of a subscription's cells.</summary>
    /// <param name="kinds">What is owed of each instrument.</param>
    /// <param name="cells">How many cells there are.</param>
    /// <param name="feeds">Tells what is stale.</param>
    /// <param name="owed">Those whose state is owed.</param>
    /// <param name="memory">What it may hold, which must be as much as <see cref="CostOf"/> says; null = there is no limit to it.</param>
    public SnapshotBurst(TickKinds kinds, int cells, FeedTable feeds, ReadOnlySpan<int> owed, MemoryShare? memory = null)
        : this(kinds, new BitArray(cells, true), feeds, memory)
    {
        foreach (int cell in owed)
        {
            _settled[cell] = false;
        }
    }

    private SnapshotBurst(TickKinds kinds, BitArray settled, FeedTable feeds, MemoryShare? memory) =>
        (_kinds, _settled, _feeds, _saved) = (kinds, settled, feeds, new PooledFifo<Tick>(memory ?? new MemoryShare(new MemoryBudget(long.MaxValue), 0)));

    /// <summary>The most bytes that it holds in arrays.</summary>
    /// <param name="kinds">What is owed of each instrument.</param>
    /// <param name="cells">How many cells there are.</param>
    /// <param name="owed">Of how many the state is owed.</param>
    public static long CostOf(TickKinds kinds, int cells, int owed) =>
        FifoSize.BytesOf<Tick>(BitOperations.PopCount((uint)kinds) * owed) + (cells / 8) + (StaleCell * (long)owed);

    /// <summary>How many ticks have left.</summary>
    public long Sent { get; private set; }

    /// <summary>The cells whose ticks say that they are stale; null = none does.</summary>
    public List<int>? Stale { get; private set; }

    /// <summary>Saves what a cell is owed before its slot changes. Costs a bit test when it was settled already.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="slot">The slot as it was at the subscription's beginning.</param>
    public void Save(int cell, in Slot slot)
    {
        if (cell >= _settled.Length || _settled[cell])
        {
            return;
        }

        _settled[cell] = true;
        Span<Tick> ticks = stackalloc Tick[TicksPerSlot];
        int count = slot.CopyTo(_kinds, ticks);
        TickFlags stale = _feeds.IsStale(in slot) ? TickFlags.Stale : TickFlags.None;
        if (count > 0 && stale != TickFlags.None)
        {
            (Stale ??= []).Add(cell);
        }

        foreach (ref readonly Tick tick in ticks[..count])
        {
            // Not as it was when the tick came: a snapshot tells how its instrument stands.
            if (!_saved.TryAdd(tick with { Flags = (tick.Flags & ~TickFlags.Stale) | stale }))
            {
                throw new InvalidOperationException("a snapshot needs more memory than it was given");
            }
        }
    }

    /// <summary>Writes what is still owed until the message is full.</summary>
    /// <param name="writer">The message.</param>
    /// <param name="instrumentOf">The instrument numbers of the cells.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="instruments">The instruments by number.</param>
    /// <returns>True when nothing is owed any more.</returns>
    public bool Fill(ref DataMessageWriter writer, ReadOnlySpan<uint> instrumentOf, LastValueCache slots, InstrumentRegistry instruments)
    {
        while (true)
        {
            while (_saved.Count > 0)
            {
                ref readonly Tick tick = ref _saved.First;
                if (!writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.Snapshot, default))
                {
                    return false;
                }

                Sent++;
                _saved.RemoveFirst();
            }

            // An instrument's ticks may be cut apart by the end of a message: saving them keeps their order and place.
            while (_next < _settled.Length && _settled[_next])
            {
                _next++;
            }

            if (_next == _settled.Length)
            {
                return true;
            }

            Save(_next, in slots[instrumentOf[_next]]);
        }
    }

    /// <summary>Gives its memory back.</summary>
    public void Clear() => _saved.Clear();
}
