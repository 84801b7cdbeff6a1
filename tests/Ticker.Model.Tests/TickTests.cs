using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ticker.Model.Tests;

public sealed class TickTests
{
    [Fact]
    public void Layout_AnyTick_Is64BytesWithoutReferences()
    {
        Assert.Equal(64, Unsafe.SizeOf<Tick>());
        Assert.Equal(Tick.ByteSize, Marshal.SizeOf<Tick>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<Tick>());
    }

    [Fact]
    public void Layout_Quote_IsPinnedByteForByte()
    {
        var quote = new Tick
        {
            Kind = TickKind.Quote,
            Flags = TickFlags.Stale | TickFlags.GapBefore,
            Feed = 0x0102,
            Instrument = 0x03040506,
            EventTime = new UnixNanos(0x1112131415161718),
            ReceiveTime = new UnixNanos(0x2122232425262728),
            Sequence = 0x3132333435363738,
            BidPrice = -2,
            BidSize = 3,
            AskPrice = Tick.NoPrice,
            AskSize = 4,
        };
        Assert.Equal(
            "0106020106050403" + "1817161514131211" + "2827262524232221" + "3837363534333231"
            + "feffffffffffffff" + "0300000000000000" + "0000000000000080" + "0400000000000000",
            Hex(quote));
        Assert.True(quote.HasBid);
        Assert.False(quote.HasAsk);
    }

    [Fact]
    public void Layout_Trade_IsPinnedByteForByte()
    {
        var trade = new Tick { Kind = TickKind.Trade, Price = 1, Size = 2, TradeId = ulong.MaxValue, Side = Side.Sell };
        Assert.Equal(
            "02" + new string('0', 62) + "0100000000000000" + "0200000000000000" + "ffffffffffffffff" + "0200000000000000",
            Hex(trade));
        Assert.Equal(ulong.MaxValue, trade.TradeId);
    }

    [Fact]
    public void Layout_Status_IsPinnedByteForByte()
    {
        Tick status = Tick.ForStatus(7, TradingState.Halted, "LUDP"u8);
        Assert.Equal("0300000007000000" + new string('0', 48) + "02044c554450" + new string('0', 52), Hex(status));
        Assert.Equal(TradingState.Halted, status.State);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("thirty bytes fit to the last..", "thirty bytes fit to the last..")]
    [InlineData("thirty-one bytes lose their end", "thirty-one bytes lose their en")]
    [InlineData("a character of 2 bytes here: \u00e9", "a character of 2 bytes here: ")]
    [InlineData("a character of four is cut: \U0001F4C8", "a character of four is cut: ")]
    [InlineData("\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac", "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac")]
    public void ForStatus_LongReason_IsCutAtACharacter(string reason, string kept) =>
        Assert.Equal(kept, Encoding.UTF8.GetString(Tick.ForStatus(1, TradingState.Paused, Encoding.UTF8.GetBytes(reason)).Reason));

    [Fact]
    public void ForStatus_ReasonOfManyPages_KeepsItsStart() =>
        Assert.Equal(new string('x', 30), Encoding.UTF8.GetString(Tick.ForStatus(1, TradingState.Closed, Encoding.UTF8.GetBytes(new string('x', 100_000))).Reason));

    [Fact]
    public void ForStatus_ReasonThatIsNotUtf8_IsReplaced() =>
        Assert.Equal("a\uFFFDb", Encoding.UTF8.GetString(Tick.ForStatus(1, TradingState.Closed, [(byte)'a', 0xFF, (byte)'b']).Reason));

    [Fact]
    public void Reason_LengthBeyondTheField_StaysInside()
    {
        Tick tick = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Tick>(ref tick));
        bytes[33] = 255;
        Assert.Equal(Tick.MaxReasonBytes, tick.Reason.Length);
    }

    [Fact]
    public void Equals_OneByteDiffers_IsFalse()
    {
        Tick status = Tick.ForStatus(7, TradingState.Halted, "LUDP"u8);
        Assert.Equal(status, Tick.ForStatus(7, TradingState.Halted, "LUDP"u8));
        Assert.Equal(status.GetHashCode(), Tick.ForStatus(7, TradingState.Halted, "LUDP"u8).GetHashCode());
        Assert.NotEqual(status, Tick.ForStatus(7, TradingState.Halted, "LUDQ"u8));
    }

    [Fact]
    public void ForFeedState_CauseVersionAndTime_AreKept()
    {
        Tick state = Tick.ForFeedState(9, FeedState.Stale, 41, new UnixNanos(5), FeedStateCause.Silent);
        Assert.Equal((TickKind.FeedState, (ushort)9, FeedState.Stale, FeedStateCause.Silent, 41L), (state.Kind, state.Feed, state.FeedState, state.FeedStateCause, state.StateVersion));
        Assert.Equal(5, state.ReceiveTime.Value);
    }

    [Fact]
    public void ToString_EachKind_ReadsLikeALine()
    {
        Assert.Equal("quote #1 i2 - x 0 / 5 x 6 [None]", new Tick { Kind = TickKind.Quote, Sequence = 1, Instrument = 2, BidPrice = Tick.NoPrice, AskPrice = 5, AskSize = 6 }.ToString());
        Assert.Equal("trade #0 i0 2 @ 1 Buy id 3 [Snapshot]", new Tick { Kind = TickKind.Trade, Price = 1, Size = 2, Side = Side.Buy, TradeId = 3, Flags = TickFlags.Snapshot }.ToString());
        Assert.Equal("status #0 i1 Halted 'x' [None]", Tick.ForStatus(1, TradingState.Halted, "x"u8).ToString());
    }

    private static string Hex(Tick tick) => Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<Tick>(in tick)));
}
