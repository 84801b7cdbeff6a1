using System.Text;
using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Iex;

public class IexReaderTests
{
    private static readonly byte[] Quote = IexBytes.Quote("AAPL", 100, 1_500_000, 1_500_100, 300);
    private static readonly byte[] Trade = IexBytes.Trade("AAPL", 200, 1_500_050, 77);

    [Fact]
    public void Read_QuotesAndTrades_EveryField()
    {
        IexReading reading = IexReading.OfPackets(IexBytes.Packet(
            1, Quote, IexBytes.Quote("ZVZZT", 0, 0, 20_000, 5, flags: 0x40), IexBytes.Quote("AAPL", 0, 0, 0, 0), Trade, IexBytes.Trade("AAPL", 1, 1_500_050, 78, flags: 0x60, time: IexBytes.Noon + 9)));
        Tick[] ticks = [.. reading.Ticks.Select(tick => tick.Tick)];

        Assert.Equal(["IEXG:AAPL", "IEXG:ZVZZT"], reading.Names);
        Assert.Equal([1U, 2U, 1U, 1U], ticks.Select(tick => tick.Instrument));
        Assert.Equal([1UL, 2UL, 3UL, 4UL], ticks.Select(tick => tick.Sequence));
        Assert.Equal((1_500_000, 100, 1_500_100, 300), (ticks[0].BidPrice, ticks[0].BidSize, ticks[0].AskPrice, ticks[0].AskSize));
        Assert.Equal((false, true, TickFlags.OutOfHours), (ticks[1].HasBid, ticks[1].HasAsk, ticks[1].Flags));
        Assert.Equal((1_500_050, 200, 77UL, Side.None, TickFlags.None), (ticks[2].Price, ticks[2].Size, ticks[2].TradeId, ticks[2].Side, ticks[2].Flags));
        Assert.Equal((TickFlags.OutOfHours, IexBytes.Noon + 9), (ticks[3].Flags, ticks[3].EventTime.Value));
        Assert.All(reading.Ticks, tick => Assert.Equal(IexBytes.Noon + 5, tick.RecordedAt.Value));
        Assert.Equal(1, reading.Counts.EmptyQuotes);
        Assert.Equal((4, 0, AssetClass.Equity, "USD"), (reading.Instruments[0].PriceScale, reading.Instruments[0].SizeScale, reading.Instruments[0].AssetClass, reading.Instruments[0].Currency));
    }

    [Fact]
    public void Read_MessagesLongerThanKnown_TheRestIgnored()
    {
        byte[] trade15 = IexBytes.Trade("AAPL", 200, 1_500_050, 77, length: 42);
        byte[] quote = [.. Quote, 1, 2, 3, 4, 5];

        IexReading reading = IexReading.OfPackets(IexBytes.Packet(IexBytes.Segment(1, [trade15, quote, Trade], protocol: IexBytes.Tops15)));

        Assert.Equal([TickKind.Trade, TickKind.Quote, TickKind.Trade], reading.Ticks.Select(tick => tick.Tick.Kind));
    }

    [Fact]
    public void Read_Statuses_StatesAndWhatAnOperationalHaltDoesToThem()
    {
        IexReading reading = IexReading.OfPackets(IexBytes.Packet(
            1,
            IexBytes.Status("AAPL", 'T'), IexBytes.OperationalHalt("AAPL", false), IexBytes.Status("AAPL", 'H', "T1"), IexBytes.Status("AAPL", 'O', "IPOC"),
            IexBytes.Status("AAPL", 'P'), IexBytes.OperationalHalt("AAPL", true), IexBytes.OperationalHalt("AAPL", true), IexBytes.Status("AAPL", 'T'),
            IexBytes.OperationalHalt("AAPL", false), IexBytes.Status("AAPL", '?')));
        Tick[] statuses = [.. reading.Of(TickKind.Status)];

        Assert.Equal(
            [TradingState.Trading, TradingState.Halted, TradingState.PreOpen, TradingState.Paused, TradingState.Halted, TradingState.Trading],
            statuses.Select(status => status.State));
        Assert.Equal(["", "T1", "IPOC", "", "operational halt", "end of operational halt"], statuses.Select(status => Encoding.UTF8.GetString(status.Reason)));
        Assert.Equal(4, reading.Counts.UnchangedStatuses);
    }

    [Fact]
    public void Read_OtherMessages_CountedByType()
    {
        IexReading reading = IexReading.OfPackets(IexBytes.Packet(
            1,
            IexBytes.Head('S', 10, (byte)'O', ""), IexBytes.Directory("AAPL", 100, 1_490_000), IexBytes.Head('P', 19, 1, "AAPL"), IexBytes.Head('X', 26, (byte)'Q', "AAPL"),
            IexBytes.Head('A', 80, (byte)'O', "AAPL"), IexBytes.Head('I', 18, 0, "AAPL"), IexBytes.Trade("AAPL", 200, 1_500_050, 77, type: 'B'), IexBytes.Head('z', 1, 0, ""), Quote));

        Assert.Single(reading.Ticks);
        Assert.Equal(9, reading.Counts.Messages);
        Assert.All("SDPXAIBzQ", type => Assert.Equal(1, reading.Counts.Of(type)));
        Assert.Equal((100L, 1_490_000L), (reading.Instruments[0].LotSize, reading.Instruments[0].PreviousClose));
    }

    [Fact]
    public void Read_Gap_CountedAndTheNextTickOfEachInstrumentMarked()
    {
        byte[] other = IexBytes.Quote("IBM", 1, 10, 20, 1);
        IexReading reading = IexReading.OfPackets(
            IexBytes.Packet(10, Quote, other), IexBytes.Packet(12, Quote), IexBytes.Packet(20, Quote, Quote), IexBytes.Packet(22, other, other), IexBytes.Packet(30), IexBytes.Packet(30, other));

        Assert.Equal((2, 7 + 6), (reading.Counts.Gaps, reading.Counts.Missing));
        Assert.Equal(
            [false, false, false, true, false, true, false, true],
            reading.Ticks.Select(tick => (tick.Tick.Flags & TickFlags.GapBefore) != 0));
    }

    [Fact]
    public void Read_Restarts_WithAndWithoutANewSession()
    {
        IexReading reading = IexReading.OfPackets(
            IexBytes.Packet(IexBytes.Segment(1, [Quote, Quote], session: 1, sent: IexBytes.Noon)),
            IexBytes.Packet(IexBytes.Segment(1, [Quote], session: 1, sent: IexBytes.Noon + 1)),
            IexBytes.Packet(IexBytes.Segment(1, [Quote], session: 2, sent: IexBytes.Noon + 2)),
            IexBytes.Packet(IexBytes.Segment(3, [Quote], session: 3, sent: IexBytes.Noon + 3)));

        Assert.Equal(5, reading.Ticks.Count);
        Assert.Equal((3, 1, 2, 0), (reading.Counts.Restarts, reading.Counts.Gaps, reading.Counts.Missing, reading.Counts.Duplicates));
    }

    [Fact]
    public void Read_BothLinesOfTheFeedCaptured_EveryMessageOnce()
    {
        byte[] first = IexBytes.Packet(IexBytes.Segment(1, [Quote, Trade], sent: IexBytes.Noon));
        byte[] second = IexBytes.Packet(IexBytes.Segment(3, [Quote, Trade], sent: IexBytes.Noon + 1));
        byte[] overlapping = IexBytes.Packet(IexBytes.Segment(4, [Trade, Quote], sent: IexBytes.Noon + 1));

        IexReading reading = IexReading.OfPackets(first, first, second, first, second, overlapping);

        Assert.Equal([TickKind.Quote, TickKind.Trade, TickKind.Quote, TickKind.Trade, TickKind.Quote], reading.Ticks.Select(tick => tick.Tick.Kind));
        Assert.Equal((7, 0, 0), (reading.Counts.Duplicates, reading.Counts.Gaps, reading.Counts.Restarts));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 0, 0)]
    [InlineData(0, 12, 0)]
    [InlineData(0, 0, 30)]
    [InlineData(1, 4, 6)]
    public void Read_VlanTagsIpOptionsPadding_NoDifference(int tags, int ipOptions, int padding)
    {
        IexReading reading = IexReading.OfPackets(
            IexBytes.Packet(IexBytes.Segment(1, [Quote]), tags, ipOptions, padding), IexBytes.Packet(IexBytes.Segment(2, []), tags, ipOptions, padding));

        Assert.Single(reading.Ticks);
        Assert.Equal((1, 0), (reading.Counts.Heartbeats, reading.Counts.OtherPackets));
    }

    [Fact]
    public void Read_PacketsOfOthers_PassedOver()
    {
        byte[] good = IexBytes.Packet(1, Quote);
        byte[] arp = [.. good];
        arp[13] = 0x06;
        byte[] tcp = [.. good];
        tcp[14 + 9] = 6;
        byte[] fragment = [.. good];
        fragment[14 + 6] = 0x20;
        byte[] otherUdp = IexBytes.Packet([.. "something else that is longer than a segment's header"u8]);
        byte[] deepLater = IexBytes.Packet(IexBytes.Segment(1, [Quote], protocol: IexBytes.Deep10));

        IexReading reading = IexReading.OfPackets(arp, tcp, fragment, otherUdp, [], [1, 2, 3], good, deepLater);

        Assert.Single(reading.Ticks);
        Assert.Equal(7, reading.Counts.OtherPackets);
    }

    [Fact]
    public void Read_CaptureThatKeptBeginnings_WholeMessagesReadTheRestMissing()
    {
        byte[] capture = CaptureBytes.Pcap(
            false, true, [(IexBytes.Noon, IexBytes.Packet(1, Quote, Quote, Quote)), (IexBytes.Noon, IexBytes.Packet(4, Trade))], keep: 14 + 28 + 40 + 44 + 44 + 20);

        IexReading reading = IexReading.Of(capture);

        Assert.Equal([TickFlags.None, TickFlags.None, TickFlags.GapBefore], reading.Ticks.Select(tick => tick.Tick.Flags));
        Assert.Equal((1, 1, 1), (reading.Counts.CutPackets, reading.Counts.Gaps, reading.Counts.Missing));
    }

    [Theory]
    [InlineData(3, 0, 1_500_000_000_123_000_000)]
    [InlineData(6, 0, 1_500_000_000_123_456_000)]
    [InlineData(9, 0, 1_500_000_000_123_456_789)]
    [InlineData(9, 3_600, 1_500_000_000_123_456_789)]
    [InlineData(9, -3_600, 1_500_000_000_123_456_789)]
    [InlineData(0x80 | 20, 0, 1_500_000_000_123_456_954)]
    public void Read_TimesOfPcapng_AsFineAsTold(int resolution, long offset, long expected)
    {
        byte[] capture = CaptureBytes.Pcapng(false, (byte)resolution, [(1_500_000_000_123_456_789, IexBytes.Packet(1, Quote))], offset);

        Assert.Equal(expected, IexReading.Of(capture).Ticks[0].RecordedAt.Value);
    }

    [Fact]
    public void Read_SectionsOfBothOrders_AndPacketsWithoutATime()
    {
        byte[] capture =
        [
            .. CaptureBytes.Pcapng(false, 9, [(IexBytes.Noon + 1, IexBytes.Packet(1, Quote))]), .. CaptureBytes.SimplePacket(IexBytes.Packet(2, Trade)),
            .. CaptureBytes.Pcapng(true, 6, [(IexBytes.Noon + 3_000, IexBytes.Packet(3, Quote))]),
        ];

        IexReading reading = IexReading.Of(capture);

        Assert.Null(reading.Failure);
        Assert.Equal([1L, 0L, 3_000L], reading.Ticks.Select(tick => tick.RecordedAt.Value - IexBytes.Noon));
    }

    [Fact]
    public void Read_VenueGiven_Named()
    {
        byte[] capture = CaptureBytes.Pcap(false, false, [(IexBytes.Noon, IexBytes.Packet(1, Quote))]);

        Assert.Equal(["MINE:AAPL"], IexReading.Of(capture, new RecordingOpening { Venue = "MINE" }).Names);
    }

    [Fact]
    public void Read_SymbolThatCannotBeOne_NamedByItsBytes()
    {
        IexReading reading = IexReading.OfPackets(IexBytes.Packet(1, IexBytes.Quote("A*", 1, 1, 2, 1), IexBytes.Quote("", 1, 1, 2, 1)));

        Assert.Equal(["IEXG:0x412A202020202020", "IEXG:0x2020202020202020"], reading.Names);
    }

    [Fact]
    public void Read_ManyMessages_NothingAllocated()
    {
        byte[][] packets = [.. Enumerable.Range(0, 3_000).Select(n => IexBytes.Packet(1 + (n * 4), Quote, Trade, IexBytes.Status("AAPL", 'T'), IexBytes.Quote("IBM", 1, 1, 2, 1)))];
        byte[] capture = CaptureBytes.Pcap(false, true, packets.Select(packet => (IexBytes.Noon, packet)));
        using IRecordingReader reader = RecordingFormats.Open("made.pcap", () => new MemoryStream(capture, writable: false));
        int ticks = Count(reader, 4_000);

        Assert.Equal(0, Allocations.LeastOf(() => ticks += Count(reader, 1_000)));
        Assert.Equal(12_000, ticks);
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
