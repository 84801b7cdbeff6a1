using System.Buffers;
using System.Numerics;

namespace Ticker.Recording.Export.Parquet;

/// <summary>
/// Parquet's DELTA_BINARY_PACKED: the first number, then the steps from one to the next in blocks of 128, each less the smallest
/// of its block and in as many bits as a quarter of the block needs. Times and counters shrink to a few bits.
/// </summary>
internal static class DeltaEncoder
{
    private const int BlockSize = 128;
    private const int MiniBlocks = 4;
    private const int MiniBlockSize = BlockSize / MiniBlocks;

    /// <summary>Encodes all values; steps wrap around at 64 bits, as the format has it.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<long> values)
    {
        Varint.Write(output, BlockSize);
        Varint.Write(output, MiniBlocks);
        Varint.Write(output, (ulong)values.Length);
        Varint.WriteZigzag(output, values.IsEmpty ? 0 : values[0]);
        Span<long> steps = stackalloc long[BlockSize];
        for (int start = 1; start < values.Length; start += BlockSize)
        {
            int count = Math.Min(BlockSize, values.Length - start);
            for (int n = 0; n < count; n++)
            {
                steps[n] = unchecked(values[start + n] - values[start + n - 1]);
            }

            WriteBlock(output, steps[..count]);
        }
    }

    private static void WriteBlock(IBufferWriter<byte> output, ReadOnlySpan<long> steps)
    {
        long least = long.MaxValue;
        foreach (long step in steps)
        {
            least = Math.Min(least, step);
        }

        // Filled up with zeros; a quarter that holds none of the values takes no bytes.
        Span<ulong> rest = stackalloc ulong[BlockSize];
        rest.Clear();
        Span<byte> widths = stackalloc byte[MiniBlocks];
        widths.Clear();
        for (int n = 0; n < steps.Length; n++)
        {
            rest[n] = unchecked((ulong)(steps[n] - least));
            widths[n / MiniBlockSize] = Math.Max(widths[n / MiniBlockSize], (byte)(64 - BitOperations.LeadingZeroCount(rest[n])));
        }

        Varint.WriteZigzag(output, least);
        output.Write(widths);
        for (int mini = 0; mini < MiniBlocks; mini++)
        {
            BitPacker.Write(output, rest.Slice(mini * MiniBlockSize, MiniBlockSize), widths[mini]);
        }
    }
}
