using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>Which instrument a record belongs to.</summary>
public class DbnNamesTests
{
    private const byte Mbp1 = 0x01;
    private const long Bid = 100_000_000_000;
    private const long Ask = 101_000_000_000;

    [Fact]
    public void Read_SameIdOnTwoDays_TwoInstruments()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(mappings: [("ESH1", [(20201228, 20201229, "5482")]), ("ESM1", [(20201229, 20201230, "5482")])]),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, received: DbnBytes.Day1),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, received: DbnBytes.Day2 - 1),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, received: DbnBytes.Day2));

        Assert.Equal(["GLBX:ESH1", "GLBX:ESM1"], reading.Names);
        Assert.Equal([1U, 2U], reading.Ticks.Select(tick => tick.Tick.Instrument));
        Assert.Equal(1, reading.Counts.UnchangedQuotes);
    }

    [Fact]
    public void Read_DaysThatNoSymbolIsGivenFor_TheOneBeforeElseTheFirst()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(mappings: [("B", [(20201230, 20201231, "5482")]), ("A", [(20201228, 20201229, "5482")])]),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day1 - 1),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day2),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day3),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day3 + (30 * (DbnBytes.Day2 - DbnBytes.Day1))),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day1));

        Assert.Equal(["GLBX:A", "GLBX:B"], reading.Names);
        Assert.Equal([1U, 1U, 2U, 2U, 1U], reading.Ticks.Select(tick => tick.Tick.Instrument));
    }

    [Fact]
    public void Read_AnotherIdEachDay_OneInstrument()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(dataset: "XNAS.ITCH", mappings: ("MSFT", [(20201228, 20201229, "10"), (20201229, 20201230, "11")])),
            DbnBytes.Trade(Bid, 1, id: 10, publisher: 2, received: DbnBytes.Day1),
            DbnBytes.Trade(Bid, 1, id: 11, publisher: 2, received: DbnBytes.Day2));

        Assert.Equal(["XNAS:MSFT"], reading.Names);
        Assert.Equal([1U, 1U], reading.Ticks.Select(tick => tick.Tick.Instrument));
    }

    [Fact]
    public void Read_ReceivedAfterMidnightHappenedBefore_TheReceiveTimeDecides()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(mappings: [("ESH1", [(20201228, 20201229, "5482")]), ("ESM1", [(20201229, 20201230, "5482")])]),
            DbnBytes.Trade(Bid, 1, happened: DbnBytes.Day2 - 5, received: DbnBytes.Day2 + 5));

        Assert.Equal(["GLBX:ESM1"], reading.Names);
        Assert.Equal((long)DbnBytes.Day2 - 5, reading.Ticks[0].Tick.EventTime.Value);
        Assert.Equal((long)DbnBytes.Day2 + 5, reading.Ticks[0].RecordedAt.Value);
    }

    [Fact]
    public void Read_OneIdOfTwoPublishers_AnInstrumentEachWithItsOwnBook()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(dataset: "OPRA.PILLAR", mappings: ("AAPL  250221C00250000", [(20201228, 20201229, "7")])),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, id: 7, publisher: 24),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, id: 7, publisher: 30),
            DbnBytes.Book(Mbp1, 'A', Bid, 1, Ask, 1, id: 7, publisher: 24));

        Assert.Equal(["EDGO:AAPL  250221C00250000", "OPRA:AAPL  250221C00250000"], reading.Names);
        Assert.Equal([1U, 2U], reading.Ticks.Select(tick => tick.Tick.Instrument));
    }

    [Fact]
    public void Read_ContinuousSymbol_NamedByTheRule()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(typeIn: 3, mappings: ("ES.c.0", [(20201228, 20201229, "5482"), (20201229, 20201230, "99")])),
            DbnBytes.Trade(Bid, 1, received: DbnBytes.Day1),
            DbnBytes.Trade(Bid, 1, id: 99, received: DbnBytes.Day2));

        Assert.Equal(["GLBX:ES.c.0"], reading.Names);
        Assert.Equal([1U, 1U], reading.Ticks.Select(tick => tick.Tick.Instrument));
    }

    [Fact]
    public void Read_ParentSymbol_InstrumentsToldApartByTheirIds()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(typeIn: 4, mappings: ("ES.FUT", [(20201228, 20201229, "5482"), (20201228, 20201229, "99")])),
            DbnBytes.Trade(Bid, 1),
            DbnBytes.Trade(Bid, 1, id: 99));

        Assert.Equal(["GLBX:ES.FUT/5482", "GLBX:ES.FUT/99"], reading.Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_ParentSymbolAndDefinitions_NamedByTheDefinitions(int version)
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata((byte)version, schema: 0xFFFF, typeIn: 4, mappings: ("ES.FUT", [(20201228, 20201229, "5482"), (20201228, 20201229, "99")])),
            DbnBytes.Trade(Bid, 1),
            DbnBytes.Definition(version, 5482, "ESH1", kind: 'F'),
            DbnBytes.Definition(version, 99, "ESH1 P2250", kind: 'P', step: long.MaxValue),
            DbnBytes.Trade(Bid, 1),
            DbnBytes.Trade(Bid, 1, id: 99));

        Assert.Equal(["GLBX:ESH1", "GLBX:ESH1 P2250"], reading.Names);
        Assert.Equal([1U, 1U, 2U], reading.Ticks.Select(tick => tick.Tick.Instrument));
        Assert.Equal((AssetClass.Future, "USD", 250_000_000L), (reading.Instruments[0].AssetClass, reading.Instruments[0].Currency, reading.Instruments[0].TickSize));
        Assert.Equal((AssetClass.Option, "USD", 0L), (reading.Instruments[1].AssetClass, reading.Instruments[1].Currency, reading.Instruments[1].TickSize));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Read_LiveStream_NamedByItsSymbolMappingsFromWhereTheyStand(int version)
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata((byte)version, schema: 0xFFFF, typeIn: 255, typeOut: 0),
            DbnBytes.Mapping(version, 5482, "ES.c.0", "ESH1", typeIn: 3, typeOut: 1),
            DbnBytes.Mapping(version, 99, "CLG1", "99", typeIn: 1, typeOut: 0),
            DbnBytes.Trade(Bid, 1),
            DbnBytes.Trade(Bid, 2, id: 99),
            DbnBytes.Mapping(version, 5482, "ES.c.0", "ESM1", typeIn: 3, typeOut: 1),
            DbnBytes.Trade(Bid, 3),
            DbnBytes.Mapping(version, 5482, "ES.c.0", "ESH1", typeIn: 3, typeOut: 1),
            DbnBytes.Trade(Bid, 4));

        Assert.Equal(["GLBX:ESH1", "GLBX:CLG1", "GLBX:ESM1"], reading.Names);
        Assert.Equal([1U, 2U, 3U, 1U], reading.Ticks.Select(tick => tick.Tick.Instrument));
        Assert.Equal(4, reading.Counts.SymbolMappings);
    }

    [Fact]
    public void Read_IdThatNothingNames_NamedByItsNumber()
    {
        DbnReading reading = DbnReading.Of(DbnBytes.Metadata(), DbnBytes.Trade(Bid, 1), DbnBytes.Trade(Bid, 1, id: 7, publisher: 60_000));

        Assert.Equal(["GLBX:5482", "GLBX-60000:7"], reading.Names);
    }

    [Theory]
    [InlineData("BINANCE-USDM", 60_001, "BINANCE-USDM")]
    [InlineData("TICKER", 60_001, "TICKER-60001")]
    [InlineData("TICKER", 2, "XNAS")]
    [InlineData("", 60_001, "PUBLISHER-60001")]
    [InlineData("A*B", 60_001, "PUBLISHER-60001")]
    public void Read_PublisherThatTheVendorDoesNotKnow_TheVenueThatTheFileSays(string dataset, ushort publisher, string venue)
    {
        DbnReading reading = DbnReading.Of(DbnBytes.Metadata(dataset: dataset), DbnBytes.Trade(Bid, 1, publisher: publisher));

        Assert.Equal([$"{venue}:5482"], reading.Names);
    }

    [Fact]
    public void Read_SymbolThatCannotBeOne_NamedByItsNumber()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(mappings: [("A*B", [(20201228, 20201229, "1")]), (new string('X', 65), [(20201228, 20201229, "2")])]),
            DbnBytes.Trade(Bid, 1, id: 1),
            DbnBytes.Trade(Bid, 1, id: 2));

        Assert.Equal(["GLBX:1", "GLBX:2"], reading.Names);
        Assert.Equal([1U, 2U], reading.Ticks.Select(tick => tick.Tick.Instrument));
    }

    [Fact]
    public void Read_AskedForByIdAndResolvedToSymbols_NamedByTheSymbols()
    {
        DbnReading reading = DbnReading.Of(
            DbnBytes.Metadata(typeIn: 0, typeOut: 1, mappings: ("5482", [(20201228, 20201229, "ESH1")])),
            DbnBytes.Trade(Bid, 1));

        Assert.Equal(["GLBX:ESH1"], reading.Names);
    }

    [Fact]
    public void Read_VenueGiven_NamesAllOfOnePublisher()
    {
        byte[] file = [.. DbnBytes.Metadata(), .. DbnBytes.Trade(Bid, 1), .. DbnBytes.Trade(Bid, 1, id: 7)];

        DbnReading reading = DbnReading.Of("made.dbn", file, new RecordingOpening { Venue = "MINE" });

        Assert.Equal(["MINE:5482", "MINE:7"], reading.Names);
    }

    [Fact]
    public void Read_VenueGivenForTwoPublishers_Refused()
    {
        byte[] file = [.. DbnBytes.Metadata(), .. DbnBytes.Trade(Bid, 1), .. DbnBytes.Trade(Bid, 1, publisher: 2)];

        DbnReading reading = DbnReading.Of("made.dbn", file, new RecordingOpening { Venue = "MINE" });

        Assert.Contains("several publishers", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyInstruments_EachFoundAgain()
    {
        byte[][] trades = [.. Enumerable.Range(0, 3_000).Select(n => DbnBytes.Trade(Bid + n, 1, id: (uint)(n * 7_919), publisher: (ushort)(1 + (n % 3))))];

        DbnReading reading = DbnReading.Of([DbnBytes.Metadata(), .. trades, .. trades]);

        Assert.Equal(3_000, reading.Instruments.Count);
        Assert.Equal(6_000, reading.Ticks.Count);
        Assert.All(reading.Ticks, tick => Assert.Equal(Bid + tick.Tick.Instrument - 1, tick.Tick.Price));
    }
}
