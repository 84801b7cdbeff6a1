using System.Text;
using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>What becomes of each kind of record.</summary>
public class DbnTicksTests
{
    private const byte Mbp1 = 0x01;
    private const long Bid = 3_720_250_000_000;
    private const long Ask = 3_720_500_000_000;

    [Fact]
    public void Read_TradeOfMbp1_TheTradeThenTheBookAfterIt()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(),
            DbnBytes.Book(Mbp1, 'A', Bid, 26, Ask, 7),
            DbnBytes.Book(Mbp1, 'T', Bid, 21, Ask, 7, price: Bid, size: 5, side: 'A'),
            DbnBytes.Book(Mbp1, 'T', Bid, 21, Ask, 7, price: Ask, size: 2, side: 'B'),
            DbnBytes.Book(Mbp1, 'C', Bid, 21, Ask, 7),
            DbnBytes.Book(Mbp1, 'M', Bid, 20, Ask, 7));

        Assert.Equal([TickKind.Quote, TickKind.Trade, TickKind.Quote, TickKind.Trade, TickKind.Quote], reading.Ticks.Select(tick => tick.Tick.Kind));
        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL], reading.Ticks.Select(tick => tick.Tick.Sequence));
        Assert.Equal([(Bid, 5L, Side.Sell), (Ask, 2L, Side.Buy)], reading.Of(TickKind.Trade).Select(trade => (trade.Price, trade.Size, trade.Side)));
        Assert.Equal([26L, 21L, 20L], reading.Of(TickKind.Quote).Select(quote => quote.BidSize));
        Assert.Equal(2, reading.Counts.UnchangedQuotes);
    }

    [Theory]
    [InlineData(0x01, 3)]
    [InlineData(0xC2, 17)]
    public void Read_TradeWithTheBookBefore_TheQuoteThenTheTrade(byte type, ushort schema)
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(schema: schema),
            DbnBytes.Book(type, 'T', Bid, 26, Ask, 7, price: Bid, size: 5, side: 'A'),
            DbnBytes.Book(type, 'T', Bid, 26, Ask, 7, price: Bid, size: 1, side: 'N'));

        Assert.Equal([TickKind.Quote, TickKind.Trade, TickKind.Trade], reading.Ticks.Select(tick => tick.Tick.Kind));
        Assert.Equal([Side.Sell, Side.None], reading.Of(TickKind.Trade).Select(trade => trade.Side));
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC1)]
    [InlineData(0xC3)]
    [InlineData(0xC4)]
    public void Read_BestLevelAtIntervals_AQuoteEachAndNoTrade(byte type)
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(),
            DbnBytes.Book(type, '\0', Bid, 26, Ask, 7, price: Bid, size: 5, happened: ulong.MaxValue, received: DbnBytes.Day1),
            DbnBytes.Book(type, '\0', Bid, 26, Ask, 7, price: Bid, size: 5, happened: DbnBytes.Day1 + 1, received: DbnBytes.Day1 + 1_000_000_000));

        Assert.Equal([TickKind.Quote, TickKind.Quote], reading.Ticks.Select(tick => tick.Tick.Kind));
        Assert.Equal([0L, (long)DbnBytes.Day1 + 1], reading.Ticks.Select(tick => tick.Tick.EventTime.Value));
        Assert.Equal([(long)DbnBytes.Day1, (long)DbnBytes.Day1 + 1_000_000_000], reading.Ticks.Select(tick => tick.RecordedAt.Value));
    }

    [Fact]
    public void Read_TenLevels_TheFirst()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(schema: 2),
            DbnBytes.Book(0x0A, 'A', Bid, 26, Ask, 7),
            DbnBytes.Book(0x0A, 'C', Bid, 26, Ask, 7),
            DbnBytes.Book(0x0A, 'T', Bid, 26, Ask, 6, price: Ask, size: 1, side: 'B'));

        Assert.Equal([TickKind.Quote, TickKind.Trade, TickKind.Quote], reading.Ticks.Select(tick => tick.Tick.Kind));
        Assert.Equal((Bid, 26L, Ask, 6L), reading.Of(TickKind.Quote).Select(quote => (quote.BidPrice, quote.BidSize, quote.AskPrice, quote.AskSize)).Last());
    }

    [Fact]
    public void Read_EmptySides_NoPriceThereAndNoQuoteWithoutAny()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(),
            DbnBytes.Book(Mbp1, 'A', Bid, 26, DbnBytes.None, 3),
            DbnBytes.Book(Mbp1, 'A', DbnBytes.None, 0, Ask, 7),
            DbnBytes.Book(Mbp1, 'C', DbnBytes.None, 0, DbnBytes.None, 0),
            DbnBytes.Book(Mbp1, 'A', DbnBytes.None, 0, Ask, 7),
            DbnBytes.Book(Mbp1, 'R', Bid, 1, Ask, 1),
            DbnBytes.Book(Mbp1, 'A', Bid, uint.MaxValue, Ask, 1));
        Tick[] quotes = [.. reading.Of(TickKind.Quote)];

        Assert.Equal(4, quotes.Length);
        Assert.Equal((true, false, 0L), (quotes[0].HasBid, quotes[0].HasAsk, quotes[0].AskSize));
        Assert.Equal((false, true, 7L), (quotes[1].HasBid, quotes[1].HasAsk, quotes[1].AskSize));
        Assert.Equal((false, true, 7L), (quotes[2].HasBid, quotes[2].HasAsk, quotes[2].AskSize));
        Assert.Equal((Bid, 0L), (quotes[3].BidPrice, quotes[3].BidSize));
        Assert.Equal(2, reading.Counts.EmptyQuotes);
    }

    [Fact]
    public void Read_NegativePrices_Exact()
    {
        DbnReading reading = DbnReading.Of(DbnBytes.Metadata(), DbnBytes.Book(Mbp1, 'T', -37_630_000_000, 1, -37_620_000_000, 2, price: -37_630_000_001, size: 3));

        Assert.Equal(-37_630_000_001, reading.Ticks[0].Tick.Price);
        Assert.Equal((-37_630_000_000, -37_620_000_000), (reading.Ticks[1].Tick.BidPrice, reading.Ticks[1].Tick.AskPrice));
        Assert.Equal("-37.630000001", DecimalText.ToText(reading.Ticks[0].Tick.Price, reading.Instruments[0].PriceScale));
    }

    [Fact]
    public void Read_SnapshotAndMaybeBadBook_Flagged()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, flags: 0xA8),
            DbnBytes.Book(Mbp1, 'A', Bid, 2, Ask, 1, flags: 0x84),
            DbnBytes.Book(Mbp1, 'A', Bid, 3, Ask, 1, flags: 0x82));

        Assert.Equal([TickFlags.Snapshot, TickFlags.Stale, TickFlags.None], reading.Ticks.Select(tick => tick.Tick.Flags));
    }

    [Theory]
    [InlineData(1, '~', '~', TradingState.PreOpen)]
    [InlineData(2, '~', '~', TradingState.PreOpen)]
    [InlineData(3, 'N', 'Y', TradingState.PreOpen)]
    [InlineData(4, '~', '~', TradingState.Unknown)]
    [InlineData(4, 'Y', '~', TradingState.Trading)]
    [InlineData(5, '~', '~', TradingState.PreOpen)]
    [InlineData(6, 'N', 'Y', TradingState.PreOpen)]
    [InlineData(6, 'N', 'N', TradingState.Closed)]
    [InlineData(7, '~', '~', TradingState.Trading)]
    [InlineData(8, '~', '~', TradingState.Halted)]
    [InlineData(9, '~', '~', TradingState.Paused)]
    [InlineData(10, '~', '~', TradingState.Halted)]
    [InlineData(11, 'Y', 'Y', TradingState.Trading)]
    [InlineData(12, '~', '~', TradingState.Closed)]
    [InlineData(13, '~', '~', TradingState.Closed)]
    [InlineData(14, 'Y', 'Y', TradingState.Unknown)]
    [InlineData(15, '~', '~', TradingState.Closed)]
    [InlineData(0, '~', '~', TradingState.Unknown)]
    [InlineData(999, '~', '~', TradingState.Unknown)]
    public void Read_Status_ItsStateOrNoTick(ushort action, char trading, char quoting, TradingState state)
    {
        DbnReading reading = DbnReading.Of(DbnBytes.Metadata(schema: 11), DbnBytes.Status(action, 30, trading, quoting));

        Assert.Equal(state == TradingState.Unknown ? [] : [state], reading.Of(TickKind.Status).Select(status => status.State));
        Assert.Equal(state == TradingState.Unknown ? 1 : 0, reading.Counts.StatusesWithoutState);
        Assert.All(reading.Ticks, tick => Assert.Equal("NewsPending", Encoding.UTF8.GetString(tick.Tick.Reason)));
        Assert.All(reading.Ticks, tick => Assert.Equal(((long)DbnBytes.Day1, (long)DbnBytes.Day1 + 1_000), (tick.Tick.EventTime.Value, tick.RecordedAt.Value)));
    }

    [Fact]
    public void Read_TimeOfSendingBehindEveryRecord_NoDifference()
    {
        byte[][] records =
        [
            DbnBytes.Definition(3, 5482, "ESH1"), DbnBytes.Mapping(3, 99, "CL.c.0", "CLG1"), DbnBytes.Book(Mbp1, 'T', Bid, 26, Ask, 7, price: Bid, size: 5),
            DbnBytes.Trade(Bid, 1, id: 99), DbnBytes.Status(7),
        ];

        DbnReading with = DbnReading.Of([DbnBytes.Metadata(schema: 0xFFFF, sendTime: 1), .. records.Select(DbnBytes.WithSendTime)]);
        DbnReading without = DbnReading.Of([DbnBytes.Metadata(schema: 0xFFFF), .. records]);

        Assert.Equal(4, without.Ticks.Count);
        Assert.Equal(without.Ticks, with.Ticks);
        Assert.Equal(without.Names, with.Names);
    }

    [Fact]
    public void Read_RecordsOfNoUseOrNotKnown_SkippedAndCounted()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(schema: 0xFFFF),
            DbnBytes.Record(0xA0, 56), DbnBytes.Record(0x21, 56), DbnBytes.Record(0x18, 80), DbnBytes.Record(0x14, 112),
            DbnBytes.Record(0x15, 320), DbnBytes.Record(0x17, 320), DbnBytes.Record(0x17, 80),
            DbnBytes.Record(0x77, 16), DbnBytes.Record(0xEE, 1_020),
            DbnBytes.Trade(DbnBytes.None, 4), DbnBytes.Trade(Bid, 4));

        Assert.Null(reading.Failure);
        Assert.Single(reading.Ticks);
        Assert.Equal((4, 3, 2, 1), (reading.Counts.Unused, reading.Counts.GatewayMessages, reading.Counts.Unknown, reading.Counts.TradesWithoutPrice));
        Assert.Equal(11, reading.Counts.Records);
    }

    [Fact]
    public void Read_NoReceiveTime_RecordedWhenItHappened()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(),
            DbnBytes.Trade(Bid, 1, received: ulong.MaxValue),
            DbnBytes.Trade(Bid, 1, happened: ulong.MaxValue, received: ulong.MaxValue));

        Assert.Equal([(long)DbnBytes.Day1, (long)DbnBytes.Day1], reading.Ticks.Select(tick => tick.RecordedAt.Value));
        Assert.True(reading.Ticks[1].Tick.EventTime.IsNone);
    }

    [Fact]
    public void Read_ManyRecords_NothingAllocated()
    {
        byte[][] records =
        [
            DbnBytes.Book(Mbp1, 'T', Bid, 26, Ask, 7, price: Bid, size: 5), DbnBytes.Book(Mbp1, 'A', Bid, 27, Ask, 7, id: 99), DbnBytes.Trade(Bid, 1),
            DbnBytes.Book(0xC3, 'A', Bid, 26, Ask, 7), DbnBytes.Record(0xA0, 56), DbnBytes.Record(0x77, 16),
        ];
        byte[] file = [.. DbnBytes.Metadata(), .. Enumerable.Repeat(records, 20_000).SelectMany(all => all).SelectMany(record => record)];
        using IRecordingReader reader = RecordingFormats.Open("made.dbn", () => new MemoryStream(file, writable: false));
        int ticks = Count(reader, 20_000);

        Assert.Equal(0, Allocations.LeastOf(() => ticks += Count(reader, 5_000)));
        Assert.Equal(60_000, ticks);
    }

    private static int Count(IRecordingReader reader, int most)
    {
        int ticks = 0;
        while (ticks < most && reader.Read(out _))
        {
            ticks++;
        }

        return ticks;
    }
}
