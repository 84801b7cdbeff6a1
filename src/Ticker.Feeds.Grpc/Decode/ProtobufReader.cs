using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ticker.Feeds.Grpc.Decode;

/// <summary>
/// Walks the fields of one protobuf message in place. Every method returns false on bytes that are not legal and
/// leaves the reader wherever it was; nothing is ever read beyond the span.
/// Source: protobuf.dev, "Encoding".
/// </summary>
/// <param name="bytes">The message.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>The wire type of a varint.</summary>
    public const uint Varint = 0;

    /// <summary>The wire type of eight bytes.</summary>
    public const uint Fixed64 = 1;

    /// <summary>The wire type of a length and that many bytes.</summary>
    public const uint Length = 2;

    /// <summary>The wire type of four bytes.</summary>
    public const uint Fixed32 = 5;

    private const int MaxVarintBytes = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>How many bytes were read.</summary>
    public readonly int Position => _at;

    /// <summary>Whether all was read.</summary>
    public readonly bool IsAtEnd => _at >= _bytes.Length;

    /// <summary>A field's tag, as <see cref="TryReadTag"/> gives it.</summary>
    public static uint Tag(uint field, uint wireType) => (field << 3) | wireType;

    /// <summary>Reads the tag of the next field; field 0 and tags beyond 32 bits are not legal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTag(out uint tag)
    {
        if (TryReadVarint(out ulong value) && value is >= 8 and <= uint.MaxValue)
        {
            tag = (uint)value;
            return true;
        }

        tag = 0;
        return false;
    }

    /// <summary>Reads a varint of at most ten bytes; what is beyond 64 bits is dropped, as everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadVarint(out ulong value)
    {
        if ((uint)_at < (uint)_bytes.Length && _bytes[_at] < 0x80)
        {
            value = _bytes[_at++];
            return true;
        }

        return TryReadLongVarint(out value);
    }

    /// <summary>Reads a zigzag varint.</summary>
    public bool TryReadZigZag(out long value)
    {
        bool read = TryReadVarint(out ulong raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return read;
    }

    /// <summary>Reads eight bytes, little-endian.</summary>
    public bool TryReadFixed64(out ulong value)
    {
        if (_bytes.Length - _at < sizeof(ulong))
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
        _at += sizeof(ulong);
        return true;
    }

    /// <summary>Reads a length and gives that many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        if (!TryReadVarint(out ulong length) || length > (ulong)(_bytes.Length - _at))
        {
            value = default;
            return false;
        }

        value = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return true;
    }

    /// <summary>Steps over the value of a field. Groups are not legal in proto3, and are not taken here either.</summary>
    public bool TrySkip(uint tag)
    {
        switch (tag & 7)
        {
            case Varint:
                return TryReadVarint(out _);
            case Fixed64:
                return TryAdvance(sizeof(ulong));
            case Length:
                return TryReadBytes(out _);
            case Fixed32:
                return TryAdvance(sizeof(uint));
            default:
                return false;
        }
    }

    private bool TryAdvance(int count)
    {
        if (_bytes.Length - _at < count)
        {
            return false;
        }

        _at += count;
        return true;
    }

    private bool TryReadLongVarint(out ulong value)
    {
        ReadOnlySpan<byte> rest = _bytes[_at..];
        if (rest.Length >= sizeof(ulong))
        {
            // Eight bytes at once: the first without its top bit ends the varint.
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            ulong ends = ~word & 0x8080_8080_8080_8080;
            if (ends != 0)
            {
                value = Gather(word & (ends ^ (ends - 1)));
                _at += (BitOperations.TrailingZeroCount(ends) + 1) >> 3;
                return true;
            }
        }

        return TryReadAnyVarint(rest, out value);
    }

    // Drops the top bit of each byte: by pairs, then by fours, then all eight.
    private static ulong Gather(ulong word)
    {
        word = ((word & 0x7F00_7F00_7F00_7F00) >> 1) | (word & 0x007F_007F_007F_007F);
        word = ((word & 0x3FFF_0000_3FFF_0000) >> 2) | (word & 0x0000_3FFF_0000_3FFF);
        return ((word & 0x0FFF_FFFF_0000_0000) >> 4) | (word & 0x0000_0000_0FFF_FFFF);
    }

    // Near the end of the bytes, and for more than eight of them.
    private bool TryReadAnyVarint(ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        int most = Math.Min(rest.Length, MaxVarintBytes);
        for (int i = 0; i < most; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                _at += i + 1;
                return true;
            }
        }

        return false;
    }
}
