using System.Runtime.CompilerServices;
using Ticker.Engine.Memory;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits one by one, in order. Holds memory only while it holds something, and no more than its share of the
/// server's memory allows. Only its lane's thread uses it.
/// </summary>
/// <typeparam name="T">A tick, or what goes with one; without references, for what is removed is not wiped.</typeparam>
/// <param name="memory">What it may hold.</param>
public sealed class PooledFifo<T>(MemoryShare memory)
    where T : unmanaged
{
    private T[] _ring = [];
    private int _head;

    /// <summary>How many ticks wait.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that it holds.</summary>
    public long Held => (long)Unsafe.SizeOf<T>() * _ring.Length;

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly T First => ref _ring[_head];

    /// <summary>The tick that so many others are before; there must be one.</summary>
    /// <param name="at">From 0, the oldest.</param>
    public ref readonly T this[int at] => ref _ring[(_head + at) & (_ring.Length - 1)];

    /// <summary>Sees to it that so many more can be added; false, and nothing changed, when there is no memory for them.</summary>
    /// <param name="more">How many.</param>
    public bool TryMakeRoom(int more) => Count + more <= _ring.Length || TryGrow(Count + more);

    /// <summary>Adds a tick; false, and nothing added, when there is no memory for it.</summary>
    /// <param name="tick">The tick.</param>
    public bool TryAdd(in T tick)
    {
        if (!TryMakeRoom(1))
        {
            return false;
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
            Emptied();
        }
    }

    /// <summary>Takes all away for which something holds; the others keep their order.</summary>
    /// <param name="gone">Says of each, in order, whether it goes.</param>
    /// <returns>How many went.</returns>
    public int RemoveWhere(Predicate<T> gone)
    {
        ArgumentNullException.ThrowIfNull(gone);
        int kept = 0;
        for (int at = 0; at < Count; at++)
        {
            T tick = this[at];
            if (!gone(tick))
            {
                _ring[(_head + kept++) & (_ring.Length - 1)] = tick;
            }
        }

        int removed = Count - kept;
        Count = kept;
        if (removed > 0 && kept == 0)
        {
            Emptied();
        }

        return removed;
    }

    /// <summary>Drops all ticks and gives the memory back.</summary>
    public void Clear()
    {
        T[] ring = _ring;
        (_ring, _head, Count) = ([], 0, 0);
        Return(ring);
    }

    /// <summary>The same ticks, apart; null when there is no memory for them.</summary>
    /// <param name="share">What the other may hold.</param>
    public PooledFifo<T>? TryClone(MemoryShare share)
    {
        var clone = new PooledFifo<T>(share);
        if (Count > 0)
        {
            if (!clone.TryGrow(Count))
            {
                return null;
            }

            for (int i = 0; i < Count; i++)
            {
                clone._ring[i] = this[i];
            }

            clone.Count = Count;
        }

        return clone;
    }

    // The smallest ring is kept: a steady trickle of trades must not go to the pool and back each time.
    private void Emptied()
    {
        if (_ring.Length > FifoSize.Smallest)
        {
            Clear();
        }

        _head = 0;
    }

    private void Return(T[] ring)
    {
        if (ring.Length > 0)
        {
            LentArrays.Return(ring);
            memory.Return((long)Unsafe.SizeOf<T>() * ring.Length);
        }
    }

    // A power of two, so that the ring wraps with a mask. Both rings are there while one is copied, of one mailbox of
    // a lane at a time: that is not counted.
    private bool TryGrow(int count)
    {
        T[] old = _ring;
        int size = (int)FifoSize.Of(count);
        if (!memory.TryHold((long)Unsafe.SizeOf<T>() * (size - old.Length)))
        {
            return false;
        }

        T[] ring = LentArrays.Rent<T>(size);
        for (int i = 0; i < Count; i++)
        {
            ring[i] = old[(_head + i) & (old.Length - 1)];
        }

        (_ring, _head) = (ring, 0);
        if (old.Length > 0)
        {
            LentArrays.Return(old);
        }

        return true;
    }
}
