using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Whole numbers in as few bytes as they need, seven bits each, the low ones first.</summary>
internal static class Varint
{
    /// <summary>Writes a number that is never negative.</summary>
    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        Span<byte> span = output.GetSpan(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        output.Advance(at);
    }

    /// <summary>Writes a number of either sign: 0, -1, 1, -2, .. count as 0, 1, 2, 3, ..</summary>
    public static void WriteZigzag(IBufferWriter<byte> output, long value) => Write(output, (ulong)((value << 1) ^ (value >> 63)));
}
