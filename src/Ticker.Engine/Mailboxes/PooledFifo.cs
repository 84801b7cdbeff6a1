using System.Buffers;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits one by one, in order, up to a budget. Holds memory only while it holds something. Only its lane's
/// thread uses it.
/// </summary>
/// <typeparam name="T">A tick, or what goes with one; without references, for what is removed is not wiped.</typeparam>
public sealed class PooledFifo<T>
    where T : unmanaged
{
    private T[] _ring = [];
    private int _head;

    /// <summary>How many ticks wait.</summary>
    public int Count { get; private set; }

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly T First => ref _ring[_head];

    /// <summary>The tick that so many others are before; there must be one.</summary>
    /// <param name="at">From 0, the oldest.</param>
    public ref readonly T this[int at] => ref _ring[(_head + at) & (_ring.Length - 1)];

    /// <summary>Adds a tick; false, and nothing added, when the budget is spent.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="budget">The most ticks that may wait.</param>
    public bool TryAdd(in T tick, int budget)
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
            if (_ring.Length > FifoSize.Smallest)
            {
                Clear();
            }

            _head = 0;
        }
    }

    /// <summary>Drops all ticks and gives the memory back.</summary>
    public void Clear()
    {
        T[] ring = _ring;
        (_ring, _head, Count) = ([], 0, 0);
        Return(ring);
    }

    /// <summary>The same ticks, apart.</summary>
    public PooledFifo<T> Clone()
    {
        var clone = new PooledFifo<T>();
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

    private static void Return(T[] ring)
    {
        if (ring.Length > 0)
        {
            ArrayPool<T>.Shared.Return(ring);
        }
    }

    // A power of two, so that the ring wraps with a mask.
    private void Grow(int count)
    {
        T[] old = _ring;
        T[] ring = ArrayPool<T>.Shared.Rent((int)FifoSize.Of(count));
        for (int i = 0; i < Count; i++)
        {
            ring[i] = old[(_head + i) & (old.Length - 1)];
        }

        (_ring, _head) = (ring, 0);
        Return(old);
    }
}
