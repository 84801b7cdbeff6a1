using System.Buffers;
using Ticker.Model;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Ticks that wait one by one, in order, up to a budget. Holds memory only while it holds ticks. Only its lane's
/// thread uses it.
/// </summary>
public sealed class TickFifo
{
    private const int Smallest = 16;

    private Tick[] _ring = [];
    private int _head;

    /// <summary>How many ticks wait.</summary>
    public int Count { get; private set; }

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly Tick First => ref _ring[_head];

    /// <summary>The tick that so many others are before; there must be one.</summary>
    /// <param name="at">From 0, the oldest.</param>
    public ref readonly Tick this[int at] => ref _ring[(_head + at) & (_ring.Length - 1)];

    /// <summary>The bytes it holds when it is full.</summary>
    /// <param name="budget">The most ticks that may wait.</param>
    public static long CostOf(int budget) => (long)Tick.ByteSize * Capacity(budget);

    /// <summary>Adds a tick; false, and nothing added, when the budget is spent.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="budget">The most ticks that may wait.</param>
    public bool TryAdd(in Tick tick, int budget)
    {
        if (Count >= budget)
        {
            return false;
        }

        if (Count == _ring.Length)
        {
            Grow(Count + 1);
        }

        _ring[(_head + Count) & (_ring.Length - 1)] = tick;
        Count++;
        return true;
    }

    /// <summary>Takes the oldest away; there must be one.</summary>
    public void RemoveFirst()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        if (--Count == 0)
        {
            // The smallest ring is kept: a steady trickle of trades must not go to the pool and back each time.
            if (_ring.Length > Smallest)
            {
                Clear();
            }

            _head = 0;
        }
    }

    /// <summary>Drops all ticks and gives the memory back.</summary>
    public void Clear()
    {
        Tick[] ring = _ring;
        (_ring, _head, Count) = ([], 0, 0);
        Return(ring);
    }

    /// <summary>The same ticks, apart.</summary>
    public TickFifo Clone()
    {
        var clone = new TickFifo();
        if (Count > 0)
        {
            clone.Grow(Count);
            for (int i = 0; i < Count; i++)
            {
                clone._ring[i] = this[i];
            }

            clone.Count = Count;
        }

        return clone;
    }

    private static void Return(Tick[] ring)
    {
        if (ring.Length > 0)
        {
            ArrayPool<Tick>.Shared.Return(ring);
        }
    }

    // Powers of two, which is what the shared pool gives, so that the ring wraps with a mask.
    private static long Capacity(int count) => Math.Max(Smallest, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)count));

    private void Grow(int count)
    {
        Tick[] old = _ring;
        Tick[] ring = ArrayPool<Tick>.Shared.Rent((int)Capacity(count));
        for (int i = 0; i < Count; i++)
        {
            ring[i] = old[(_head + i) & (old.Length - 1)];
        }

        (_ring, _head) = (ring, 0);
        Return(old);
    }
}
