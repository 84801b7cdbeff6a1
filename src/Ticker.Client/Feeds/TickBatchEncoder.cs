using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ticker.Model;

namespace Ticker.Client.Feeds;

/// <summary>
/// Writes ticks as one length-prefixed <c>PublishRequest</c> holding a <c>TickBatch</c>, into a buffer of its own that
/// is used again: nothing is allocated per tick or per message. Not thread-safe.
/// </summary>
/// <remarks>
/// The message is written behind room for its headers, which are put in front of it when its length is known. A tick's
/// encoding stays below 128 bytes whatever it holds, so its own length is always one byte.
/// </remarks>
internal sealed class TickBatchEncoder
{
    /// <summary>The most ticks in a message; with <see cref="MaxTickBytes"/> it stays far below 64 KiB.</summary>
    public const int MaxTicks = 256;

    /// <summary>The most bytes that a tick takes with its tag and length: a quote of the greatest numbers.</summary>
    public const int MaxTickBytes = 2 + 6 + 9 + 11 + 2 + 2 + (4 * 11);

    // The gRPC prefix, then the tag of the batch and its length in at most three bytes.
    private const int MaxHeader = GrpcCall.PrefixLength + 1 + 3;

    private const byte BatchTag = (3 << 3) | LengthDelimited;
    private const byte TickTag = (1 << 3) | LengthDelimited;
    private const byte Varint = 0;
    private const byte Fixed64 = 1;
    private const byte LengthDelimited = 2;
    private const TickFlags SentFlags = TickFlags.Snapshot | TickFlags.OutOfHours;

    private readonly byte[] _buffer = new byte[MaxHeader + (MaxTicks * MaxTickBytes)];

    /// <summary>Encodes at most <see cref="MaxTicks"/> ticks; the result is valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<Tick> ticks)
    {
        Debug.Assert(ticks.Length <= MaxTicks, "more ticks than a message takes");
        int end = MaxHeader;
        foreach (ref readonly Tick tick in ticks)
        {
            _buffer[end] = TickTag;
            int body = end + 2;
            end = WriteTick(in tick, body);
            _buffer[body - 1] = (byte)(end - body);
        }

        uint batchLength = (uint)(end - MaxHeader);
        int start = MaxHeader - VarintLength(batchLength) - 1 - GrpcCall.PrefixLength;
        GrpcCall.WritePrefix(_buffer.AsSpan(start), end - start - GrpcCall.PrefixLength);
        _buffer[start + GrpcCall.PrefixLength] = BatchTag;
        WriteVarint(batchLength, start + GrpcCall.PrefixLength + 1);
        return _buffer.AsMemory(start, end - start);
    }

    // Fields that hold their default are left out, as proto3 does; an optional price is there whenever the side is.
    private int WriteTick(in Tick tick, int at)
    {
        at = WriteField(1, tick.Instrument, at);
        if (!tick.EventTime.IsNone)
        {
            _buffer[at] = (2 << 3) | Fixed64;
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(at + 1), tick.EventTime.Value);
            at += 1 + sizeof(long);
        }

        at = WriteField(3, tick.Sequence, at);
        at = WriteField(4, (ulong)(tick.Flags & SentFlags), at);
        if (tick.Kind is not (TickKind.Quote or TickKind.Trade or TickKind.Status))
        {
            return at;
        }

        _buffer[at] = (byte)(((4 + (int)tick.Kind) << 3) | LengthDelimited);
        int body = at + 2;
        at = tick.Kind switch
        {
            TickKind.Quote => WriteQuote(in tick, body),
            TickKind.Trade => WriteTrade(in tick, body),
            _ => WriteStatus(in tick, body),
        };
        _buffer[body - 1] = (byte)(at - body);
        return at;
    }

    private int WriteQuote(in Tick tick, int at)
    {
        if (tick.HasBid)
        {
            _buffer[at] = (1 << 3) | Varint;
            at = WriteVarint(ZigZag(tick.BidPrice), at + 1);
        }

        at = WriteField(2, (ulong)tick.BidSize, at);
        if (tick.HasAsk)
        {
            _buffer[at] = (3 << 3) | Varint;
            at = WriteVarint(ZigZag(tick.AskPrice), at + 1);
        }

        return WriteField(4, (ulong)tick.AskSize, at);
    }

    private int WriteTrade(in Tick tick, int at)
    {
        at = WriteField(1, ZigZag(tick.Price), at);
        at = WriteField(2, (ulong)tick.Size, at);
        at = WriteField(3, (ulong)tick.Side, at);
        return WriteField(4, tick.TradeId, at);
    }

    private int WriteStatus(in Tick tick, int at)
    {
        at = WriteField(1, (ulong)tick.State, at);
        ReadOnlySpan<byte> reason = tick.Reason;
        if (reason.IsEmpty)
        {
            return at;
        }

        _buffer[at] = (2 << 3) | LengthDelimited;
        _buffer[at + 1] = (byte)reason.Length;
        reason.CopyTo(_buffer.AsSpan(at + 2));
        return at + 2 + reason.Length;
    }

    private int WriteField(int number, ulong value, int at)
    {
        if (value == 0)
        {
            return at;
        }

        _buffer[at] = (byte)((number << 3) | Varint);
        return WriteVarint(value, at + 1);
    }

    private int WriteVarint(ulong value, int at)
    {
        while (value > 0x7F)
        {
            _buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[at++] = (byte)value;
        return at;
    }

    private static int VarintLength(uint value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
