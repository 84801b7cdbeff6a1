using System.Buffers.Binary;

namespace Ticker.Load.Subscribers;

/// <summary>
/// Walks a data message in MessagePack of a subscription that asked for times, and picks from each tick its flags and
/// what it says of others that collapsed into it, and its last element, when the server received it. It decodes nothing
/// else: a load generator counts, it does not trade.
/// </summary>
internal static class TickScan
{
    private const byte ArrayBits = 0x90;
    private const byte SnapshotFlag = 1;
    private const int FlagsOfQuote = 8;
    private const int FlagsOfTrade = 7;
    private const int FlagsOfStatus = 5;

    /// <summary>Whether a message is data, an array, and not a control message, a map.</summary>
    public static bool IsData(ReadOnlySpan<byte> message) => (message[0] & 0xF0) == ArrayBits || message[0] is 0xDC or 0xDD;

    /// <summary>Counts the live ticks of a message and adds their age to a histogram.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">When it arrived, nanoseconds since the UNIX epoch.</param>
    /// <param name="ages">Gets the ages.</param>
    /// <returns>How many ticks it holds, and how many they stand for.</returns>
    public static (int Ticks, int StandFor) Scan(ReadOnlySpan<byte> message, long now, LatencyHistogram ages)
    {
        int at = 0;
        int ticks = ArrayLength(message, ref at) - 1;
        Skip(message, ref at);
        int live = 0;
        int standFor = 0;
        for (int n = 0; n < ticks; n++)
        {
            int elements = ArrayLength(message, ref at);
            int flagsAt = message[at] switch { 1 => FlagsOfQuote, 2 => FlagsOfTrade, _ => FlagsOfStatus };
            bool snapshot = false;
            int count = 1;
            for (int element = 0; element < elements - 1; element++)
            {
                if (element == flagsAt)
                {
                    snapshot = message[at] < 0x80 && (message[at] & SnapshotFlag) != 0;
                }

                if ((message[at] & 0xF0) == ArrayBits)
                {
                    count = CountOf(message[(at + 1)..]);
                }

                Skip(message, ref at);
            }

            long received = BinaryPrimitives.ReadInt64BigEndian(message[(at + 1)..]);
            Skip(message, ref at);
            if (!snapshot)
            {
                ages.Add(now - received);
                live++;
                standFor += count;
            }
        }

        return (live, standFor);
    }

    private static int CountOf(ReadOnlySpan<byte> number) => number[0] switch
    {
        < 0x80 => number[0],
        0xCC => number[1],
        0xCD => BinaryPrimitives.ReadUInt16BigEndian(number[1..]),
        0xCE => BinaryPrimitives.ReadInt32BigEndian(number[1..]),
        _ => throw new InvalidDataException($"0x{number[0]:X2} begins no count"),
    };

    private static int ArrayLength(ReadOnlySpan<byte> message, ref int at)
    {
        byte code = message[at++];
        switch (code)
        {
            case 0xDC:
                at += 2;
                return BinaryPrimitives.ReadUInt16BigEndian(message[(at - 2)..]);
            case 0xDD:
                at += 4;
                return BinaryPrimitives.ReadInt32BigEndian(message[(at - 4)..]);
            default:
                return (code & 0xF0) == ArrayBits ? code & 0x0F : throw new InvalidDataException($"0x{code:X2} begins no array");
        }
    }

    private static void Skip(ReadOnlySpan<byte> message, ref int at)
    {
        byte code = message[at];
        if ((code & 0xF0) == ArrayBits)
        {
            for (int elements = ArrayLength(message, ref at); elements > 0; elements--)
            {
                Skip(message, ref at);
            }

            return;
        }

        at += code switch
        {
            < 0x80 or >= 0xE0 or 0xC0 or 0xC2 or 0xC3 => 1,
            0xCC or 0xD0 => 2,
            0xCD or 0xD1 => 3,
            0xCE or 0xD2 => 5,
            0xCF or 0xD3 => 9,
            >= 0xA0 and <= 0xBF => 1 + (code & 0x1F),
            _ => throw new InvalidDataException($"0x{code:X2} has no place in a tick"),
        };
    }
}
