using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using Ticker.Engine.Memory;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// Makes messages of permessage-deflate whole again, each by itself, never more than one may be. Holds nothing between
/// two. Not thread-safe.
/// </summary>
/// <param name="maxMessage">The most bytes of an inflated message.</param>
/// <param name="memory">What an inflated message may hold.</param>
internal sealed class MessageInflater(int maxMessage, MemoryShare memory)
{
    private const int SmallestBuffer = 512;
    private const byte Marker = (byte)'~';

    // The end that senders leave out, and then a last block with a marker: only what was whole can come to it. A sender may also end a message by a last block of its own.
    private static readonly byte[] Tail = [0, 0, 0xFF, 0xFF, .. LastBlock()];

    private byte[] _output = [];
    private int _length;

    /// <summary>The most bytes of an inflated message.</summary>
    public int MaxMessage { get; set; } = maxMessage;

    /// <summary>Inflates a message.</summary>
    /// <param name="deflated">The message as it came.</param>
    /// <param name="output">The message, in an array of the shared pool that counts in the memory; the caller's, unless the outcome is another than whole.</param>
    /// <param name="outputLength">How many bytes it has.</param>
    public InflateOutcome Inflate(ReadOnlyMemory<byte> deflated, out byte[] output, out int outputLength)
    {
        InflateOutcome outcome;
        try
        {
            outcome = Inflate(new DeflatedInput(deflated, Tail));
        }
        catch (InvalidDataException)
        {
            outcome = InflateOutcome.Broken;
        }

        if (outcome != InflateOutcome.Whole)
        {
            Drop();
        }

        (output, outputLength) = (_output, _length);
        (_output, _length) = ([], 0);
        return outcome;
    }

    private InflateOutcome Inflate(DeflatedInput input)
    {
        using var inflating = new DeflateStream(input, CompressionMode.Decompress);
        while (true)
        {
            if (!TryMakeRoom())
            {
                return InflateOutcome.NoMemory;
            }

            int read = inflating.Read(_output, _length, Math.Min(_output.Length, MaxMessage + 2) - _length);
            _length += read;
            if (_length > MaxMessage + 1)
            {
                return InflateOutcome.TooLong;
            }

            if (read == 0)
            {
                return input.HasGivenTail ? EndAtMarker() : _length > MaxMessage ? InflateOutcome.TooLong : InflateOutcome.Whole;
            }
        }
    }

    private InflateOutcome EndAtMarker() => _length > 0 && _output[--_length] == Marker ? InflateOutcome.Whole : InflateOutcome.Broken;

    // Powers of two, which is what the pool gives.
    private bool TryMakeRoom()
    {
        if (_length < _output.Length)
        {
            return true;
        }

        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestBuffer, _length + 1));
        if (!memory.TryHold(size - _output.Length))
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _output.AsSpan(0, _length).CopyTo(larger);
        if (_output.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_output);
        }

        _output = larger;
        return true;
    }

    private void Drop()
    {
        if (_output.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_output);
            memory.Return(_output.Length);
            (_output, _length) = ([], 0);
        }
    }

    private static byte[] LastBlock()
    {
        using var block = new MemoryStream();
        using (var deflating = new DeflateStream(block, CompressionLevel.Optimal))
        {
            deflating.WriteByte(Marker);
        }

        return block.ToArray();
    }
}
