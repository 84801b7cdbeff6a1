using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Lean;

public class LeanFormatTests
{
    // 2013-10-07T00:00:00Z; New York was four hours behind.
    private const long October7 = 1_381_104_000_000_000_000;
    private const long FourHours = 14_400_000_000_000;

    [Fact]
    public void Read_Forex_InTheZoneOfTheVenue()
    {
        const string Line = "1000.5,1.39147,1.39148";
        using IRecordingReader fxcm = Made.Open("/lean/forex/fxcm/tick/eurusd/20131007_quote.zip", Made.Zip(("20131007_eurusd_tick_quote.csv", Line)));
        using IRecordingReader oanda = Made.Open("/lean/forex/oanda/tick/eurusd/20131007_quote.zip", Made.Zip(("20131007_eurusd_tick_quote.csv", Line)));

        long five = October7 + 18_000_000_000_000 + 1_000_500_000;
        Assert.Equal([$"FXCM:EURUSD 1.39147 x 0 / 1.39148 x 0 {five} {five}"], Made.Lines(fxcm));
        Assert.Equal([$"OANDA:EURUSD 1.39147 x 0 / 1.39148 x 0 {October7 + 1_000_500_000} {October7 + 1_000_500_000}"], Made.Lines(oanda));
    }

    [Fact]
    public void Read_EquityTrades_TenThousandthsOfADollarInNewYorkWithoutWhatIsSuspicious()
    {
        using IRecordingReader reader = Made.Open("equity/usa/tick/aig/20131007_trade.zip", Made.Zip(("20131007_aig_Trade_Tick.csv", "14400000,490900,100,P,80,0\n14400001.25,490950,5,T,,1\n14400001.25,491025,7,T,,0\n")));

        Assert.Equal(
            [
                $"USA:AIG 100 @ 49.09 None 0 {October7 + FourHours + FourHours} {October7 + FourHours + FourHours}",
                $"USA:AIG 7 @ 49.1025 None 0 {October7 + FourHours + FourHours + 1_250_000} {October7 + FourHours + FourHours + 1_250_000}",
            ],
            Made.Lines(reader));
        Assert.Equal((4, AssetClass.Equity), (reader.Instruments[0].PriceScale, reader.Instruments[0].AssetClass));
    }

    [Fact]
    public void Read_EquityQuotes_TheBestOverAllExchanges()
    {
        using IRecordingReader reader = Made.Open("equity/usa/tick/aig/20131007_quote.zip", Made.Zip(("20131007_aig_Quote_Tick.csv",
            "0,490900,3,0,0,P,1,0\n1,0,0,491000,4,P,1,0\n2,490800,9,0,0,T,1,0\n3,490900,5,0,0,T,1,0\n4,490900,0,0,0,T,1,0\n5,0,0,490950,1,Z,1,1\n6,0,0,490950,1,Z,1,0\n7,0,0,490950,1,Z,1,0\n")));

        Assert.Equal(
            ["USA:AIG 49.09 x 3 / -", "USA:AIG 49.09 x 3 / 49.1 x 4", "USA:AIG 49.09 x 5 / 49.1 x 4", "USA:AIG 49.09 x 3 / 49.1 x 4", "USA:AIG 49.09 x 3 / 49.095 x 1"],
            Made.Lines(reader).Select(line => line.Split(" 13")[0]));
    }

    [Fact]
    public void Read_Futures_OneInstrumentForEachExpiryAndNoTradesOfSizeZero()
    {
        using IRecordingReader reader = Made.Open("future/comex/tick/gc/20131007_trade.zip", Made.Zip(
            ("20131007_gc_tick_trade_201312.csv", "46.2042,1323.1,1,,,0\n47,1323.2,0,,,0\n49,1323.3,2,,,0\n"), ("20131007_gc_tick_trade_201402.csv", "48,1325.15,1,,,0\n")));

        Assert.Equal(
            [
                $"COMEX:GC201312 1 @ 1323.1 None 0 {October7 + 46_204_200} {October7 + 46_204_200}",
                $"COMEX:GC201402 1 @ 1325.15 None 0 {October7 + 48_000_000} {October7 + 48_000_000}",
                $"COMEX:GC201312 2 @ 1323.3 None 0 {October7 + 49_000_000} {October7 + 49_000_000}",
            ],
            Made.Lines(reader));
    }

    [Fact]
    public void Read_Crypto_TradesAndQuotes()
    {
        using IRecordingReader trades = Made.Open("crypto/gdax/tick/btcusd/20131007_trade.zip", Made.Zip(("20131007_btcusd_tick_trade.csv", "1,99.5,0.00001\n")));
        using IRecordingReader quotes = Made.Open("crypto/gdax/tick/btcusd/20131007_quote.zip", Made.Zip(("20131007_btcusd_tick_quote.csv", "1,99.5,0.1,99.6,3\n2,99.5,0.1,,\n")));

        Assert.Equal([$"GDAX:BTCUSD 0.00001 @ 99.5 None 0 {October7 + 1_000_000} {October7 + 1_000_000}"], Made.Lines(trades));
        Assert.Equal(["GDAX:BTCUSD 99.5 x 0.1 / 99.6 x 3", "GDAX:BTCUSD 99.5 x 0.1 / -"], Made.Lines(quotes).Select(line => line.Split(" 13")[0]));
    }

    [Fact]
    public void Read_DayOfAClockChange_EachTimeByTheOffsetThatHeld()
    {
        // On 2013-11-03 at 2 o'clock New York went back from four to five hours behind.
        using IRecordingReader reader = Made.Open("equity/usa/tick/aig/20131103_trade.zip", Made.Zip(("20131103_aig_Trade_Tick.csv", "0,490900,1,P,0,0\n36000000,490900,2,P,0,0\n")));

        long midnight = October7 + (27L * 86_400_000_000_000);
        Assert.Equal([midnight + FourHours, midnight + (15L * 3_600_000_000_000)], Made.ReadAll(reader).Select(tick => tick.RecordedAt.Value));
    }

    [Fact]
    public void Open_ZoneNotKnown_AskedForUnlessSaid()
    {
        byte[] zip = Made.Zip(("20131007_es_tick_trade_201312.csv", "0,1700.25,1,,,0\n"));

        Assert.Contains("say it with --time-zone", Made.Wrong(() => Made.Open("future/cme/tick/es/20131007_trade.zip", zip), 0).Wrong, StringComparison.Ordinal);
        using IRecordingReader reader = Made.Open("future/cme/tick/es/20131007_trade.zip", zip, new RecordingOpening { TimeZone = TimeZoneInfo.Utc });
        Assert.Equal([$"CME:ES201312 1 @ 1700.25 None 0 {October7} {October7}"], Made.Lines(reader));
    }

    [Theory]
    [InlineData("forex/fxcm/tick/eurusd/quote.zip", "eurusd_tick_quote.csv", "1,1.5,1.6", "says its day")]
    [InlineData("forex/fxcm/tick/eurusd/20131007_quote.zip", "20131007_eurusd_tick_openinterest.csv", "1,1.5,1.6", "open interest holds neither")]
    [InlineData("equity/usa/minute/aig/20131007_trade.zip", "20131007_aig_minute_trade.csv", "1,2,3,4,5,6,7,8,9,10,11", "bars of a second or more are not read")]
    [InlineData("20131007.zip", "20131007.csv", "1,1.5,1.6", "nor its name say what ticks it holds")]
    [InlineData("20131007_quote.zip", "20131007_quote.csv", "1,1.5,1.6", "say it with --time-zone")]
    public void Open_PlaceThatDoesNotSayEnough_SaysWhatIsMissing(string path, string entry, string text, string wrong) =>
        Assert.Contains(wrong, Made.Wrong(() => Made.Open(path, Made.Zip((entry, text))), 0).Wrong, StringComparison.Ordinal);

    [Theory]
    [InlineData("1,1.39147", "the line has 2 fields; the first one has 3")]
    [InlineData("86400000,1.39147,1.39148", "the time '86400000' is not one in milliseconds of a day")]
    [InlineData("-1,1.39147,1.39148", "the time '-1' is not")]
    [InlineData("1,,1.39148", "the bid price is missing")]
    [InlineData("1,1.39147,abc", "the ask price 'abc' is not a decimal number")]
    public void Read_WrongLine_AllBeforeItAndThenWhereAndWhat(string line, string wrong)
    {
        RecordingFormatException found = Made.Wrong(
            () => Made.Open("forex/oanda/tick/eurusd/20131007_quote.zip", Made.Zip(("20131007_eurusd_tick_quote.csv", "1,1.39147,1.39148\r\n" + line + "\r\n"))), 1);

        Assert.Contains(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal((2, 19), (found.Line, found.Offset));
    }
}
