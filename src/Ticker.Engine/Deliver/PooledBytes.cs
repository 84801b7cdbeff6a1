using System.Buffers;
using System.Numerics;
using Ticker.Engine.Memory;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Bytes that wait, first in, first out. Holds memory only while it holds bytes. Only its lane's thread uses it.
/// </summary>
/// <param name="memory">What it may hold.</param>
internal sealed class PooledBytes(MemoryShare memory)
{
    private const int Smallest = 256;

    private byte[] _bytes = [];
    private int _head;
    private int _tail;

    /// <summary>How many bytes wait.</summary>
    public int Count => _tail - _head;

    /// <summary>The bytes that it holds.</summary>
    public long Held => _bytes.Length;

    /// <summary>Adds bytes, beyond its share if need be.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Sees to it that there is room; false, and nothing changed, when there is no memory for it.</summary>
    public bool TryMakeRoom(int size)
    {
        if (_bytes.Length - _tail >= size)
        {
            return true;
        }

        int larger = SizeFor(size);
        if (larger > _bytes.Length && !memory.TryHold(larger - _bytes.Length))
        {
            return false;
        }

        Grow(larger);
        return true;
    }

    /// <summary>Where up to <paramref name="size"/> bytes may be written, beyond its share if need be; what was is told to <see cref="Advance"/>.</summary>
    public Span<byte> Room(int size)
    {
        if (!TryMakeRoom(size))
        {
            int larger = SizeFor(size);
            memory.Hold(larger - _bytes.Length);
            Grow(larger);
        }

        return _bytes.AsSpan(_tail);
    }

    /// <summary>So many bytes were written into the room.</summary>
    public void Advance(int count) => _tail += count;

    /// <summary>Moves as many bytes as there is room for.</summary>
    public int MoveTo(Span<byte> destination)
    {
        int count = Math.Min(Count, destination.Length);
        _bytes.AsSpan(_head, count).CopyTo(destination);
        _head += count;
        if (Count == 0)
        {
            Clear();
        }

        return count;
    }

    /// <summary>Moves all behind what waits in another.</summary>
    public void MoveTo(PooledBytes other)
    {
        other.Add(_bytes.AsSpan(_head, Count));
        Clear();
    }

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        byte[] bytes = _bytes;
        (_bytes, _head, _tail) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            memory.Return(bytes.Length);
        }
    }

    // Powers of two, which is what the pool gives. What was moved away leaves room that may be enough.
    private int SizeFor(int size) => Math.Max(_bytes.Length, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Smallest, Count + size)));

    private void Grow(int size)
    {
        byte[] old = _bytes;
        int count = Count;
        if (size == old.Length)
        {
            old.AsSpan(_head, count).CopyTo(old);
        }
        else
        {
            _bytes = ArrayPool<byte>.Shared.Rent(size);
            old.AsSpan(_head, count).CopyTo(_bytes);
            if (old.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        (_head, _tail) = (0, count);
    }
}
