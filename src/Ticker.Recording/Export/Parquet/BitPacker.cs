using System.Buffers;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Puts numbers of some width next to each other, the first into the lowest bits.</summary>
internal static class BitPacker
{
    /// <summary>Packs.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="values">A multiple of eight of them, so that the last byte is full.</param>
    /// <param name="width">Bits of each, 0 to 64; higher ones must be zero.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<ulong> values, int width)
    {
        int length = values.Length / 8 * width;
        Span<byte> span = output.GetSpan(length + 1);
        ulong held = 0;
        int bits = 0;
        int at = 0;
        foreach (ulong value in values)
        {
            // In two halves, so that what is held never passes 64 bits.
            held |= (value & uint.MaxValue) << bits;
            bits += Math.Min(width, 32);
            Drain(span, ref at, ref held, ref bits);
            if (width > 32)
            {
                held |= (value >> 32) << bits;
                bits += width - 32;
                Drain(span, ref at, ref held, ref bits);
            }
        }

        output.Advance(length);
    }

    private static void Drain(Span<byte> span, ref int at, ref ulong held, ref int bits)
    {
        for (; bits >= 8; bits -= 8)
        {
            span[at++] = (byte)held;
            held >>= 8;
        }
    }
}
