using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Ticker.Model;

/// <summary>
/// One record of the stream, 64 bytes, blittable, little-endian where it is stored: a quote, a trade or a status
/// (and, between the stages, a definition or a feed state). Prices and sizes are integers in the instrument's own
/// decimal scales, so that what the feed said is kept exactly.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>offset</term><description>field</description></listheader>
/// <item><term>0</term><description>kind u8, flags u8, feed u16, instrument u32</description></item>
/// <item><term>8</term><description>event time i64, receive time i64, sequence u64</description></item>
/// <item><term>32</term><description>quote: bid price, bid size, ask price, ask size, each i64</description></item>
/// <item><term>32</term><description>trade: price i64, size i64, trade id u64, side u8</description></item>
/// <item><term>32</term><description>status: state u8, length of the reason u8, reason in UTF-8 (30 bytes)</description></item>
/// </list>
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
public readonly record struct Tick
{
    /// <summary>The size of a tick in memory and in the journal.</summary>
    public const int ByteSize = 64;

    /// <summary>Stands for "no such side": never zero, which is a legal price.</summary>
    public const long NoPrice = long.MinValue;

    /// <summary>The greatest magnitude of a price or size mantissa.</summary>
    public const long MaxMantissa = 1_000_000_000_000_000_000;

    /// <summary>The most bytes of a status reason that are kept; longer text is cut at a character.</summary>
    public const int MaxReasonBytes = 30;

    [FieldOffset(0)] private readonly TickKind _kind;
    [FieldOffset(1)] private readonly TickFlags _flags;
    [FieldOffset(2)] private readonly ushort _feed;
    [FieldOffset(4)] private readonly uint _instrument;
    [FieldOffset(8)] private readonly long _eventTime;
    [FieldOffset(16)] private readonly long _receiveTime;
    [FieldOffset(24)] private readonly ulong _sequence;
    [FieldOffset(32)] private readonly long _word0;
    [FieldOffset(40)] private readonly long _word1;
    [FieldOffset(48)] private readonly long _word2;
    [FieldOffset(56)] private readonly long _word3;
    [FieldOffset(32)] private readonly byte _state;
    [FieldOffset(33)] private readonly byte _reasonLength;
    [FieldOffset(33)] private readonly FeedStateCause _cause;
    [FieldOffset(34)] private readonly byte _reasonFirst;
    [FieldOffset(56)] private readonly Side _side;

    /// <summary>What this record is.</summary>
    public TickKind Kind { get => _kind; init => _kind = value; }

    /// <summary>What else is to be known of it.</summary>
    public TickFlags Flags { get => _flags; init => _flags = value; }

    /// <summary>The server's number of the feed it came from; 0 = none yet.</summary>
    public ushort Feed { get => _feed; init => _feed = value; }

    /// <summary>The instrument's number: the publisher's until it is normalized, the server's after.</summary>
    public uint Instrument { get => _instrument; init => _instrument = value; }

    /// <summary>When it happened, by the venue's clock; <see cref="UnixNanos.None"/> where the feed gave none.</summary>
    public UnixNanos EventTime { get => new(_eventTime); init => _eventTime = value.Value; }

    /// <summary>When this server received it, by its own clock.</summary>
    public UnixNanos ReceiveTime { get => new(_receiveTime); init => _receiveTime = value.Value; }

    /// <summary>The position within the epoch: the feed's own number until it is sequenced, the server's after.</summary>
    public ulong Sequence { get => _sequence; init => _sequence = value; }

    /// <summary>Quote: the best bid in 10^-price_scale, or <see cref="NoPrice"/>.</summary>
    public long BidPrice { get => _word0; init => _word0 = value; }

    /// <summary>Quote: the size at the best bid in 10^-size_scale; 0 where there is no bid.</summary>
    public long BidSize { get => _word1; init => _word1 = value; }

    /// <summary>Quote: the best ask in 10^-price_scale, or <see cref="NoPrice"/>.</summary>
    public long AskPrice { get => _word2; init => _word2 = value; }

    /// <summary>Quote: the size at the best ask in 10^-size_scale; 0 where there is no ask.</summary>
    public long AskSize { get => _word3; init => _word3 = value; }

    /// <summary>Trade: its price in 10^-price_scale.</summary>
    public long Price { get => _word0; init => _word0 = value; }

    /// <summary>Trade: its size in 10^-size_scale.</summary>
    public long Size { get => _word1; init => _word1 = value; }

    /// <summary>Trade: the venue's id, or a hash of it (<see cref="TickFlags.HashedTradeId"/>); 0 = none.</summary>
    public ulong TradeId { get => (ulong)_word2; init => _word2 = (long)value; }

    /// <summary>Trade: the aggressor.</summary>
    public Side Side { get => _side; init => _side = value; }

    /// <summary>Status: the trading state.</summary>
    public TradingState State { get => (TradingState)_state; init => _state = (byte)value; }

    /// <summary>Feed state: the state that <see cref="Feed"/> changed to.</summary>
    public FeedState FeedState { get => (FeedState)_state; init => _state = (byte)value; }

    /// <summary>Feed state: why it changed.</summary>
    public FeedStateCause FeedStateCause { get => _cause; init => _cause = value; }

    /// <summary>Feed state: counts the changes of this feed's state, so that a record overtaken on its way is known as old.</summary>
    public long StateVersion { get => _word1; init => _word1 = value; }

    /// <summary>Whether there is a bid.</summary>
    public bool HasBid => _word0 != NoPrice;

    /// <summary>Whether there is an ask.</summary>
    public bool HasAsk => _word2 != NoPrice;

    /// <summary>Status: why, in UTF-8; the bytes live as long as the tick they were asked of.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Reason =>
        MemoryMarshal.CreateReadOnlySpan(in _reasonFirst, Math.Min(_reasonLength, (byte)MaxReasonBytes));

    /// <summary>Makes a status with its reason; text beyond <see cref="MaxReasonBytes"/> is cut at a character.</summary>
    /// <param name="instrument">The instrument's number.</param>
    /// <param name="state">The trading state.</param>
    /// <param name="reason">Why, in UTF-8; bytes that are not UTF-8 become U+FFFD.</param>
    public static Tick ForStatus(uint instrument, TradingState state, ReadOnlySpan<byte> reason)
    {
        var tick = new Tick { Kind = TickKind.Status, Instrument = instrument, State = state };
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Tick>(ref tick));
        bytes[33] = (byte)CopyWholeCharacters(reason, bytes[34..]);
        return tick;
    }

    /// <summary>Makes a feed-state record.</summary>
    public static Tick ForFeedState(ushort feed, FeedState state, long version, UnixNanos receiveTime, FeedStateCause cause = FeedStateCause.None) =>
        new() { Kind = TickKind.FeedState, Feed = feed, FeedState = state, FeedStateCause = cause, StateVersion = version, ReceiveTime = receiveTime };

    /// <summary>Makes an instrument-definition record.</summary>
    public static Tick ForDefinition(ushort feed, uint instrument, UnixNanos receiveTime) =>
        new() { Kind = TickKind.Definition, Feed = feed, Instrument = instrument, ReceiveTime = receiveTime };

    /// <summary>Whether all 64 bytes are the same.</summary>
    public bool Equals(Tick other) => Bytes(in this).SequenceEqual(Bytes(in other));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes(in this));
        return hash.ToHashCode();
    }

    /// <summary>A line for logs and test failures.</summary>
    public override string ToString() => _kind switch
    {
        TickKind.Quote => $"quote #{_sequence} i{_instrument} {Text(_word0)} x {_word1} / {Text(_word2)} x {_word3} [{_flags}]",
        TickKind.Trade => $"trade #{_sequence} i{_instrument} {_word1} @ {_word0} {_side} id {TradeId} [{_flags}]",
        TickKind.Status => $"status #{_sequence} i{_instrument} {State} '{Encoding.UTF8.GetString(Reason)}' [{_flags}]",
        _ => $"{_kind} #{_sequence} i{_instrument} feed {_feed} {_state}",
    };

    private static string Text(long price) => price == NoPrice ? "-" : price.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Bytes(in Tick tick) => MemoryMarshal.AsBytes(new ReadOnlySpan<Tick>(in tick));

    // Through UTF-16 and back, because Utf8.FromUtf16 stops at the last character that fits and replaces what is broken.
    private static int CopyWholeCharacters(ReadOnlySpan<byte> reason, Span<byte> destination)
    {
        if (reason.Length <= destination.Length && Utf8.IsValid(reason))
        {
            reason.CopyTo(destination);
            return reason.Length;
        }

        Span<char> text = stackalloc char[MaxReasonBytes + 1];
        Utf8.ToUtf16(reason, text, out _, out int chars, replaceInvalidSequences: true);
        Utf8.FromUtf16(text[..chars], destination, out _, out int written, replaceInvalidSequences: false);
        return written;
    }
}
