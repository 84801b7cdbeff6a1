using System.Buffers;

namespace Ticker.Engine.Deliver;

/// <summary>Bytes that wait, first in, first out. Holds memory only while it holds bytes. Only its lane's thread uses it.</summary>
internal sealed class PooledBytes
{
    private const int Smallest = 256;

    private byte[] _bytes = [];
    private int _head;
    private int _tail;

    /// <summary>How many bytes wait.</summary>
    public int Count => _tail - _head;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Where up to <paramref name="size"/> bytes may be written; what was is told to <see cref="Advance"/>.</summary>
    public Span<byte> Room(int size)
    {
        if (_bytes.Length - _tail < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Count + size));
            int count = Count;
            _bytes.AsSpan(_head, count).CopyTo(larger);
            Clear();
            (_bytes, _tail) = (larger, count);
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

    /// <summary>Drops what waits.</summary>
    public void Clear()
    {
        byte[] bytes = _bytes;
        (_bytes, _head, _tail) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
