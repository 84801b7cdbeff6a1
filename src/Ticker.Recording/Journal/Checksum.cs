using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4), as of a whole text: 0xFFFFFFFF before and complemented after.</summary>
internal static class Checksum
{
    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Extend(uint.MaxValue, bytes);

    private static uint Extend(uint crc, ReadOnlySpan<byte> bytes)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        ref byte end = ref Unsafe.Add(ref at, bytes.Length & ~7);
        while (Unsafe.IsAddressLessThan(ref at, ref end))
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref at);
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
            at = ref Unsafe.Add(ref at, 8);
        }

        foreach (byte rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
