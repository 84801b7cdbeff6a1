using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Ticker.Protocol;

/// <summary>
/// Reads MessagePack that may come from anyone. Names and meaning are those of MessagePack-CSharp's reader, with
/// these rules: a length is believed only if that much is there; text is valid UTF-8; types are never converted
/// (an integer of any width is an integer, a float never is); nesting deeper than <see cref="MaxDepth"/> is refused;
/// nothing recurses. Every refusal is a <see cref="MessagePackSerializationException"/>; do not read on after one.
/// Not thread-safe.
/// </summary>
/// <param name="message">One message, whole.</param>
/// <remarks>Source: the MessagePack specification, "formats".</remarks>
public ref struct MessagePackReader(ReadOnlySpan<byte> message)
{
    /// <summary>How deep arrays and maps may nest: a map within a map is two.</summary>
    public const int MaxDepth = 8;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>How many containers the reader stands in, as its user counts them: where <see cref="Skip"/> counts on from.</summary>
    public int Depth { readonly get; set; }

    /// <summary>The bytes read so far.</summary>
    public readonly long Consumed => _at;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool End => _at == _message.Length;

    /// <summary>The first byte of the next object.</summary>
    /// <exception cref="MessagePackSerializationException">There is none.</exception>
    public readonly byte NextCode => _at < _message.Length ? _message[_at] : throw new MessagePackSerializationException("the message ends where an object should start", _at);

    /// <summary>What kind of object comes next.</summary>
    public readonly MessagePackType NextMessagePackType => NextCode switch
    {
        <= MessagePackCode.MaxFixInt or >= MessagePackCode.MinNegativeFixInt => MessagePackType.Integer,
        <= MessagePackCode.MaxFixMap => MessagePackType.Map,
        <= MessagePackCode.MaxFixArray => MessagePackType.Array,
        <= MessagePackCode.MaxFixString => MessagePackType.String,
        MessagePackCode.Nil => MessagePackType.Nil,
        MessagePackCode.NeverUsed => MessagePackType.Unknown,
        MessagePackCode.False or MessagePackCode.True => MessagePackType.Boolean,
        <= MessagePackCode.Binary32 => MessagePackType.Binary,
        <= MessagePackCode.Extension32 => MessagePackType.Extension,
        MessagePackCode.Float32 or MessagePackCode.Float64 => MessagePackType.Float,
        <= MessagePackCode.Int64 => MessagePackType.Integer,
        <= MessagePackCode.FixExtension16 => MessagePackType.Extension,
        <= MessagePackCode.String32 => MessagePackType.String,
        <= MessagePackCode.Array32 => MessagePackType.Array,
        _ => MessagePackType.Map,
    };

    /// <summary>Reads the header of an array; that many objects follow, and there is at least a byte for each.</summary>
    public int ReadArrayHeader() => ReadContainerHeader(MessagePackType.Array, 1);

    /// <summary>Reads the header of a map; that many pairs follow, and there are at least two bytes for each.</summary>
    public int ReadMapHeader() => ReadContainerHeader(MessagePackType.Map, 2);

    /// <summary>Reads an integer of any width that fits 64 signed bits.</summary>
    public long ReadInt64()
    {
        int start = _at;
        ulong bits = ReadIntegerBits(out bool isNegative);
        return isNegative || bits <= long.MaxValue ? (long)bits : throw Refused(start, $"the integer {bits} is beyond 64 signed bits");
    }

    /// <summary>Reads an integer of any width that is not negative.</summary>
    public ulong ReadUInt64()
    {
        int start = _at;
        ulong bits = ReadIntegerBits(out bool isNegative);
        return !isNegative ? bits : throw Refused(start, $"the integer {(long)bits} is negative");
    }

    /// <summary>Reads an integer of any width: -2^63 to 2^64 - 1.</summary>
    public Int128 ReadInteger()
    {
        ulong bits = ReadIntegerBits(out bool isNegative);
        return isNegative ? (long)bits : bits;
    }

    /// <summary>Reads a float of 32 or 64 bits.</summary>
    public double ReadDouble()
    {
        bool narrow = Expect(MessagePackType.Float) == MessagePackCode.Float32;
        ReadOnlySpan<byte> bytes = Body(1, narrow ? 4 : 8);
        double value = narrow ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadDoubleBigEndian(bytes);
        _at += 1 + bytes.Length;
        return value;
    }

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean()
    {
        bool value = Expect(MessagePackType.Boolean) == MessagePackCode.True;
        _at++;
        return value;
    }

    /// <summary>Reads nil, if that is what comes next.</summary>
    public bool TryReadNil()
    {
        bool isNil = NextCode == MessagePackCode.Nil;
        _at += isNil ? 1 : 0;
        return isNil;
    }

    /// <summary>Reads text, or null for nil.</summary>
    public string? ReadString() => TryReadNil() ? null : Encoding.UTF8.GetString(ReadStringSpan());

    /// <summary>Reads text as the UTF-8 that stands in the message.</summary>
    public ReadOnlySpan<byte> ReadStringSpan()
    {
        byte code = Expect(MessagePackType.String);
        int width = code <= MessagePackCode.MaxFixString ? 0 : 1 << (code - MessagePackCode.String8);
        ReadOnlySpan<byte> text = Counted(width, width == 0 ? code & 31u : 0, extra: 0);
        if (!Utf8.IsValid(text))
        {
            throw Refused(_at, "the text is not valid UTF-8");
        }

        _at += 1 + width + text.Length;
        return text;
    }

    /// <summary>Reads bytes, as they stand in the message.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int width = 1 << (Expect(MessagePackType.Binary) - MessagePackCode.Binary8);
        ReadOnlySpan<byte> bytes = Counted(width, 0, extra: 0);
        _at += 1 + width + bytes.Length;
        return bytes;
    }

    /// <summary>Passes over one object and all that is in it, without recursion; text in it is checked too.</summary>
    public void Skip()
    {
        // What is left to pass over at each depth of nesting; the counts are bounded by the message's length.
        Span<long> left = stackalloc long[MaxDepth + 1];
        int depth = 0;
        left[0] = 1;
        while (true)
        {
            while (left[depth] == 0)
            {
                if (depth-- == 0)
                {
                    return;
                }
            }

            left[depth]--;
            MessagePackType type = NextMessagePackType;
            if (type is MessagePackType.Array or MessagePackType.Map)
            {
                if (Depth + depth >= MaxDepth)
                {
                    throw Refused(_at, $"nested deeper than {MaxDepth}");
                }

                left[++depth] = type == MessagePackType.Map ? 2L * ReadMapHeader() : ReadArrayHeader();
            }
            else
            {
                SkipScalar(type);
            }
        }
    }

    private static string Name(MessagePackType type) => type switch
    {
        MessagePackType.Integer => "an integer",
        MessagePackType.Nil => "nil",
        MessagePackType.Boolean => "a boolean",
        MessagePackType.Float => "a float",
        MessagePackType.String => "text",
        MessagePackType.Binary => "bytes",
        MessagePackType.Array => "an array",
        MessagePackType.Map => "a map",
        MessagePackType.Extension => "an extension",
        _ => "the unused code 0xc1",
    };

    private static MessagePackSerializationException Refused(int at, string message) => new(message, at);

    private readonly byte Expect(MessagePackType type)
    {
        byte code = NextCode;
        if (NextMessagePackType != type)
        {
            throw Refused(_at, $"expected {Name(type)}, found {Name(NextMessagePackType)}");
        }

        return code;
    }

    private ulong ReadIntegerBits(out bool isNegative)
    {
        byte code = NextCode;
        if (code is <= MessagePackCode.MaxFixInt or >= MessagePackCode.MinNegativeFixInt)
        {
            _at++;
            isNegative = code > MessagePackCode.MaxFixInt;
            return (ulong)(sbyte)code;
        }

        // uint8 .. uint64 and then int8 .. int64 come in this order of widths.
        Expect(MessagePackType.Integer);
        int width = 1 << ((code - MessagePackCode.UInt8) & 3);
        ReadOnlySpan<byte> bytes = Body(1, width);
        long value = code switch
        {
            MessagePackCode.UInt8 => bytes[0],
            MessagePackCode.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            MessagePackCode.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            MessagePackCode.Int8 => (sbyte)bytes[0],
            MessagePackCode.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            MessagePackCode.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            _ => BinaryPrimitives.ReadInt64BigEndian(bytes),
        };
        _at += 1 + width;
        isNegative = value < 0 && code != MessagePackCode.UInt64;
        return (ulong)value;
    }

    private int ReadContainerHeader(MessagePackType type, int bytesEach)
    {
        byte code = Expect(type);
        bool wide = code >= MessagePackCode.Array16;
        int width = !wide ? 0 : (code & 1) == 0 ? 2 : 4;
        long count = wide ? Number(Body(1, width)) : code & 15;
        long rest = _message.Length - _at - 1 - width;
        if (count * bytesEach > rest)
        {
            throw Refused(_at, $"{Name(type)} that claims {count} elements, with {rest} bytes left");
        }

        _at += 1 + width;
        return (int)count;
    }

    private void SkipScalar(MessagePackType type)
    {
        byte code = NextCode;
        switch (type)
        {
            case MessagePackType.String:
                ReadStringSpan();
                break;
            case MessagePackType.Binary:
                ReadBytes();
                break;
            case MessagePackType.Extension when code >= MessagePackCode.FixExtension1:
                _at += 1 + Body(1, 1 + (1 << (code - MessagePackCode.FixExtension1))).Length;
                break;
            case MessagePackType.Extension:
                int width = 1 << (code - MessagePackCode.Extension8);
                _at += 1 + width + Counted(width, 0, extra: 1).Length;
                break;
            case MessagePackType.Integer:
                ReadInteger();
                break;
            case MessagePackType.Float:
                ReadDouble();
                break;
            case MessagePackType.Unknown:
                throw Refused(_at, "the code 0xc1 is never used");
            default:
                _at++;
                break;
        }
    }

    // The bytes whose count stands in `width` bytes after the code (or is `count`), and `extra` more.
    private readonly ReadOnlySpan<byte> Counted(int width, long count, int extra)
    {
        long length = extra + (width == 0 ? count : Number(Body(1, width)));
        long rest = _message.Length - _at - 1 - width;
        if (length > rest)
        {
            throw Refused(_at, $"{Name(NextMessagePackType)} that claims {length} bytes, with {rest} left");
        }

        return _message.Slice(_at + 1 + width, (int)length);
    }

    private readonly ReadOnlySpan<byte> Body(int skip, int length)
    {
        if (_message.Length - _at - skip < length)
        {
            throw Refused(_at, $"the message ends within {Name(NextMessagePackType)}");
        }

        return _message.Slice(_at + skip, length);
    }

    private static long Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
    };
}
