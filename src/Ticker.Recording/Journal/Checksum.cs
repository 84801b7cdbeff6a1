using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4), as of a whole text: 0xFFFFFFFF before and complemented after. Thread-safe.
/// </summary>
/// <remarks>
/// The processor's instruction gives its result three steps later and can begin another at each step, so long texts are
/// taken in three parts at once. The parts are put together by what a part's length of zeros would make of the sum before
/// it, which is linear and thus a matter of four look-ups.
/// </remarks>
internal static class Checksum
{
    private const int Part = 1024;

    private static readonly uint[] PastPart = MakePastPart();

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        for (; bytes.Length >= 3 * Part; bytes = bytes[(3 * Part)..])
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * Part)]);
            ref ulong at = ref MemoryMarshal.GetReference(words);
            (uint first, uint second, uint third) = (sum, 0, 0);
            for (int n = 0; n < Part / sizeof(ulong); n++)
            {
                first = BitOperations.Crc32C(first, Unsafe.Add(ref at, n));
                second = BitOperations.Crc32C(second, Unsafe.Add(ref at, n + (Part / sizeof(ulong))));
                third = BitOperations.Crc32C(third, Unsafe.Add(ref at, n + (2 * Part / sizeof(ulong))));
            }

            sum = Past(Past(first) ^ second) ^ third;
        }

        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (byte rest in bytes[(bytes.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return ~sum;
    }

    private static uint Past(uint sum) =>
        PastPart[sum & 0xFF] ^ PastPart[256 + ((sum >> 8) & 0xFF)] ^ PastPart[512 + ((sum >> 16) & 0xFF)] ^ PastPart[768 + (sum >> 24)];

    // For each byte of a sum and each of its values: what it comes to after a part of zeros.
    private static uint[] MakePastPart()
    {
        var table = new uint[4 * 256];
        for (int n = 0; n < table.Length; n++)
        {
            uint sum = (uint)(n & 0xFF) << (8 * (n >> 8));
            for (int zeros = 0; zeros < Part; zeros += sizeof(ulong))
            {
                sum = BitOperations.Crc32C(sum, 0UL);
            }

            table[n] = sum;
        }

        return table;
    }
}
