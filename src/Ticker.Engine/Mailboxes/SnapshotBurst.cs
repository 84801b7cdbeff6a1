using System.Collections;
using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// The state that a new subscription is owed, as of the position at which it began, although it leaves in pieces
/// while the market goes on: a slot that is about to change is saved first. Only its lane's thread uses it.
/// </summary>
/// <param name="kinds">What is owed of each instrument.</param>
public sealed class SnapshotBurst(TickKinds kinds)
{
    private const int TicksPerSlot = 3;

    // Bounded by what the slots of the subscription's instruments held when it began.
    private readonly TickFifo _saved = new();
    private readonly BitArray _settled = new(0);
    private int _cells;
    private int _next;

    /// <summary>How many ticks have left.</summary>
    public long Sent { get; private set; }

    /// <summary>Owes the state of the next cell, counted from 0.</summary>
    public void Owe() => _settled.Length = ++_cells;

    /// <summary>Saves what a cell is owed before its slot changes. Costs a bit test when it was settled already.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="slot">The slot as it was at the subscription's beginning.</param>
    public void Save(int cell, in Slot slot)
    {
        if (cell >= _cells || _settled[cell])
        {
            return;
        }

        _settled[cell] = true;
        Span<Tick> ticks = stackalloc Tick[TicksPerSlot];
        int count = slot.CopyTo(kinds, ticks);
        foreach (ref readonly Tick tick in ticks[..count])
        {
            _saved.TryAdd(in tick, int.MaxValue);
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
            while (_next < _cells && _settled[_next])
            {
                _next++;
            }

            if (_next == _cells)
            {
                return true;
            }

            Save(_next, in slots[instrumentOf[_next]]);
        }
    }

    /// <summary>Gives its memory back.</summary>
    public void Clear() => _saved.Clear();
}
