namespace Ticker.Recording.Tests.Export.Parquet;

/// <summary>Reads what the encoders write, straight from the format's description.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    public byte Byte() => _bytes[_at++];

    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public long Zigzag()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong[] Packed(int count, int width)
    {
        var values = new ulong[count];
        for (int bit = 0; bit < count * width; bit++)
        {
            bool set = (_bytes[_at + (bit / 8)] >> (bit % 8) & 1) != 0;
            values[bit / width] |= set ? 1UL << (bit % width) : 0;
        }

        _at += count * width / 8;
        return values;
    }
}
