using System.Buffers.Binary;

namespace Ticker.Protocol;

/// <summary>
/// Makes messages smaller, each by itself, in the form that permessage-deflate sends: raw DEFLATE that ends at a byte,
/// without the four bytes that always end it. One pass, fixed codes, nothing allocated. Not thread-safe.
/// </summary>
/// <remarks>Source: RFC 1951, section 3.2.6, and RFC 7692, section 7.2.1.</remarks>
public sealed class MessageDeflater
{
    /// <summary>What a shorter message would lose in bytes is less than what it costs to find that out.</summary>
    public const int LeastWorthIt = 128;

    private const int HashBits = 12;
    private const int ShortestMatch = 4;
    private const int LongestMatch = 258;
    private const int Window = 32 * 1024;
    private const int BlockStart = 0b010;
    private const int BlockStartBits = 3;

    // The end of the block, and the head of the empty stored block that the receiver completes.
    private const int EndBits = 7 + 3;

    // Where four bytes with a hash were seen last, counted over all messages: what is older than the message is none of its.
    private readonly int[] _seen = new int[1 << HashBits];
    private int _counted = 1;

    /// <summary>Deflates a message.</summary>
    /// <param name="message">At most 2^20 bytes.</param>
    /// <param name="destination">Where to; never written beyond.</param>
    /// <returns>How many bytes were written; 0 = it does not fit.</returns>
    public int Deflate(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (_counted > int.MaxValue - (1 << 20) - message.Length)
        {
            Array.Clear(_seen);
            _counted = 1;
        }

        int start = _counted;
        _counted += message.Length;
        var bits = new DeflateBits(destination);
        bits.Put(BlockStart, BlockStartBits);
        int at = 0;
        while (at < message.Length && !bits.IsFull)
        {
            int length = 0;
            int distance = 0;
            if (at + ShortestMatch <= message.Length)
            {
                ref int seen = ref _seen[Hash(message[at..])];
                distance = start + at - seen;
                length = seen >= start && distance <= Window ? Common(message, at - distance, at) : 0;
                seen = start + at;
            }

            if (length >= ShortestMatch)
            {
                bits.PutMatch(length, distance);
                Note(message, at + 1, Math.Min(at + length, message.Length - ShortestMatch + 1), start);
                at += length;
            }
            else
            {
                bits.PutLiteral(message[at++]);
            }
        }

        bits.Put(0, EndBits);
        return bits.Finish();
    }

    private static int Hash(ReadOnlySpan<byte> bytes) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(bytes) * 0x9E3779B1 >> (32 - HashBits));

    // How many bytes from one place on are those from an earlier one on.
    private static int Common(ReadOnlySpan<byte> message, int earlier, int at) =>
        message.Slice(at, Math.Min(LongestMatch, message.Length - at)).CommonPrefixLength(message[earlier..]);

    private void Note(ReadOnlySpan<byte> message, int from, int to, int start)
    {
        for (int at = from; at < to; at++)
        {
            _seen[Hash(message[at..])] = start + at;
        }
    }
}
