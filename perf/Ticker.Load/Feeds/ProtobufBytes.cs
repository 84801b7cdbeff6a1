using System.Buffers.Binary;
using System.Text;

namespace Ticker.Load.Feeds;

/// <summary>Appends the few protobuf forms that the feed contract needs.</summary>
public sealed class ProtobufBytes
{
    private byte[] _bytes = new byte[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public ProtobufBytes Varint(int field, ulong value) => Tag(field, 0).Raw(value);

    public ProtobufBytes ZigZag(int field, long value) => Varint(field, (ulong)((value << 1) ^ (value >> 63)));

    public ProtobufBytes Fixed64(int field, ulong value)
    {
        Tag(field, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        Count += sizeof(ulong);
        return this;
    }

    public ProtobufBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufBytes Message(int field, ProtobufBytes message) => Bytes(field, message.Written);

    public ProtobufBytes Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2).Raw((ulong)value.Length);
        value.CopyTo(Room(value.Length));
        Count += value.Length;
        return this;
    }

    private ProtobufBytes Tag(int field, int wireType) => Raw((ulong)((field << 3) | wireType));

    private ProtobufBytes Raw(ulong value)
    {
        Span<byte> room = Room(10);
        int length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            room[length++] = (byte)(value | 0x80);
        }

        room[length++] = (byte)value;
        Count += length;
        return this;
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - Count < size)
        {
            Array.Resize(ref _bytes, (Count + size) * 2);
        }

        return _bytes.AsSpan(Count);
    }
}
