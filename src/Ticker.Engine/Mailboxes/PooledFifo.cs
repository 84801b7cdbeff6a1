using System.Buffers;
using System.Runtime.CompilerServices;
using Ticker.Engine.Memory;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits one by one, in order. Holds memory only while it holds something, and no more than its share of the
/// server's memory allows. Only its lane's thread uses it.
/// </summary>
/// <typeparam name="T">A tick, or what goes with one; without references, for what is removed is not wiped.</typeparam>
/// <param name="memory">What it may hold.</param>
/// <remarks>
/// A ring that doubles until it is one piece; beyond that, pieces one after another. A reader that was far behind then
/// leaves pieces that any other can use, and not arrays of megabytes that lie in a pool.
/// </remarks>
public sealed class PooledFifo<T>(MemoryShare memory)
    where T : unmanaged
{
    private static readonly int Piece = FifoSize.PieceOf<T>();

    // Where the oldest is. It wraps while nothing follows it.
    private T[] _ring = [];
    private int _head;
    private List<T[]>? _following;

    /// <summary>How many ticks wait.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that it holds.</summary>
    public long Held => BytesOf(_ring.Length + (Following * Piece));

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly T First => ref _ring[_head];

    /// <summary>The tick that so many others are before; there must be one.</summary>
    /// <param name="at">From 0, the oldest.</param>
    public ref readonly T this[int at] => ref At(at);

    private int Following => _following?.Count ?? 0;

    private int Room => Following == 0 ? _ring.Length : ((Following + 1) * Piece) - _head;

    /// <summary>Sees to it that so many more can be added; false, and nothing changed, when there is no memory for them.</summary>
    /// <param name="more">How many.</param>
    public bool TryMakeRoom(int more) => Count + more <= Room || TryGrow(Count + more);

    /// <summary>Adds a tick; false, and nothing added, when there is no memory for it.</summary>
    /// <param name="tick">The tick.</param>
    public bool TryAdd(in T tick)
    {
        if (!TryMakeRoom(1))
        {
            return false;
        }

        At(Count) = tick;
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
        else if (_head == 0 && Following > 0)
        {
            Return(_ring);
            _ring = _following![0];
            _following.RemoveAt(0);
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
                At(kept++) = tick;
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
        for (int n = 0; n < Following; n++)
        {
            Return(_following![n]);
        }

        _following?.Clear();
    }

    /// <summary>The same ticks, apart; null when there is no memory for them.</summary>
    /// <param name="share">What the other may hold.</param>
    public PooledFifo<T>? TryClone(MemoryShare share)
    {
        var clone = new PooledFifo<T>(share);
        if (!clone.TryMakeRoom(Count))
        {
            return null;
        }

        for (int at = 0; at < Count; at++)
        {
            clone.TryAdd(in At(at));
        }

        return clone;
    }

    private static long BytesOf(int elements) => (long)Unsafe.SizeOf<T>() * elements;

    private ref T At(int at)
    {
        int index = _head + at;
        return ref Following == 0 || index < Piece ? ref _ring[index & (_ring.Length - 1)] : ref _following![(index / Piece) - 1][index & (Piece - 1)];
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

    private void Return(T[] piece)
    {
        if (piece.Length > 0)
        {
            ArrayPool<T>.Shared.Return(piece);
            memory.Return(BytesOf(piece.Length));
        }
    }

    private bool TryGrow(int count)
    {
        int first = Following == 0 ? FifoSize.InOnePiece(Math.Min(count, Piece)) : Piece;

        // Straight on from the head while pieces follow; from the beginning of the ring when the first is to follow.
        int end = Following == 0 ? count : _head + count;
        int following = Math.Max(0, ((end + Piece - 1) / Piece) - 1);
        if (!memory.TryHold(BytesOf(first - _ring.Length + ((following - Following) * Piece))))
        {
            return false;
        }

        if (Following == 0)
        {
            Straighten(first);
        }

        while (Following < following)
        {
            (_following ??= []).Add(ArrayPool<T>.Shared.Rent(Piece));
        }

        return true;
    }

    // Both rings are there while one is copied, of one mailbox of a lane at a time: that is not counted.
    private void Straighten(int size)
    {
        T[] old = _ring;
        T[] ring = ArrayPool<T>.Shared.Rent(size);
        int untilEnd = Math.Min(Count, old.Length - _head);
        old.AsSpan(_head, untilEnd).CopyTo(ring);
        old.AsSpan(0, Count - untilEnd).CopyTo(ring.AsSpan(untilEnd));
        (_ring, _head) = (ring, 0);
        if (old.Length > 0)
        {
            ArrayPool<T>.Shared.Return(old);
        }
    }
}
