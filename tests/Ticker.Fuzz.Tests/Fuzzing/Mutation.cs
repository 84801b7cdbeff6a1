using System.Buffers.Binary;

namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>Makes of bytes that are right some that may not be.</summary>
internal static class Mutation
{
    private const int MostChanges = 6;
    private const int LongestRun = 64;

    private static readonly ulong[] Edges =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue,
    ];

    /// <summary>Changes an input in a few places; now and then in none, or altogether.</summary>
    /// <param name="whole">The input.</param>
    /// <param name="words">What its target's inputs are made of.</param>
    /// <param name="other">Makes another input, to take a part of.</param>
    /// <param name="random">Draws the changes.</param>
    public static byte[] Change(byte[] whole, IReadOnlyList<byte[]> words, Func<byte[]> other, Random random)
    {
        int draw = random.Next(32);
        if (draw == 0)
        {
            return whole;
        }

        if (draw == 1)
        {
            return Bytes(random, random.Next(200));
        }

        byte[] input = whole;
        for (int left = 1 + random.Next(MostChanges); left > 0; left--)
        {
            input = ChangeOnce(input, words, other, random);
        }

        return input;
    }

    private static byte[] ChangeOnce(byte[] input, IReadOnlyList<byte[]> words, Func<byte[]> other, Random random)
    {
        int at = random.Next(input.Length + 1);
        int run = random.Next(1, Math.Min(LongestRun, Math.Max(1, input.Length - at)) + 1);
        int end = Math.Min(input.Length, at + run);
        switch (random.Next(11))
        {
            case 0 when at < input.Length:
                return Overwritten(input, at, [(byte)(input[at] ^ (1 << random.Next(8)))]);
            case 1:
                return Overwritten(input, at, [(byte)random.Next(256)]);
            case 2:
                return Overwritten(input, at, Number(Edges[random.Next(Edges.Length)] + (ulong)random.Next(-1, 2), random));
            case 3:
                // What may be a length, a little off.
                return at < input.Length ? Overwritten(input, at, [(byte)(input[at] + random.Next(-4, 5))]) : input;
            case 4:
                return [.. input[..at], .. input[end..]];
            case 5:
                return [.. input[..end], .. input[at..]];
            case 6:
                return [.. input[..at], .. Bytes(random, random.Next(1, 16)), .. input[at..]];
            case 7 when words.Count > 0:
                return [.. input[..at], .. words[random.Next(words.Count)], .. input[at..]];
            case 8 when words.Count > 0:
                return Overwritten(input, at, words[random.Next(words.Count)]);
            case 9:
                byte[] tail = other();
                return [.. input[..at], .. tail[random.Next(tail.Length + 1)..]];
            default:
                return input[..at];
        }
    }

    private static byte[] Overwritten(byte[] input, int at, ReadOnlySpan<byte> with) =>
        [.. input[..at], .. with, .. input[Math.Min(input.Length, at + with.Length)..]];

    private static byte[] Number(ulong value, Random random)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        int width = 1 << random.Next(4);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return bytes[..width];
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes[^width..];
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
