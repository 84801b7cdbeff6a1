using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Tardis;

public class TardisFormatTests
{
    private const string Quotes = "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n";
    private const string Trades = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n";
    private const string Levels = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n";

    [Fact]
    public void Read_Quotes_SidesTimesAndNumbersAsTheyStand()
    {
        using IRecordingReader reader = Made.Open("x", Quotes
            + "ftx,A/B,1000001,1000002,1.5,2e-7,1.9e-7,3\n"
            + "ftx,A/B,1000003,1000003,,,0.0000001,3.250\n"
            + "ftx,A/B,1000004,1000005,,,,\n"
            + "ftx,A/B,1000004,1000005,0,5,1e-7,4\n");

        Assert.Equal(
            [
                "FTX:A/B 0.00000019 x 3 / 0.0000002 x 1.5 1000001000 1000002000",
                "FTX:A/B 0.0000001 x 3.25 / - 0 1000003000",
                "FTX:A/B 0.0000001 x 4 / - 1000004000 1000005000",
            ],
            Made.Lines(reader));
        Assert.Equal((8, 2, AssetClass.Crypto), (reader.Instruments[0].PriceScale, reader.Instruments[0].SizeScale, reader.Instruments[0].AssetClass));
    }

    [Fact]
    public void Read_ColumnsInAnotherOrderAndMore_ByTheirNames()
    {
        using IRecordingReader reader = Made.Open("x", "local_timestamp,note,price,side,amount,symbol,exchange,timestamp\n5,x,1.5,unknown,2,XBT,okex,4\n5,x,1.5,buy,2,XBT,okex,4\n");

        Assert.Equal(["OKEX:XBT 2 @ 1.5 None 0 4000 5000", "OKEX:XBT 2 @ 1.5 Buy 0 4000 5000"], Made.Lines(reader));
    }

    [Fact]
    public void Read_SeveralSymbols_EachWithItsOwnScales()
    {
        using IRecordingReader reader = Made.Open("x", Trades + "a,X,1,2,7,buy,1.25,1\na,Y,1,3,8,sell,100,0.001\na,X,1,4,9,sell,1.5,2\n");

        Assert.Equal(["A:X 1 @ 1.25 Buy 7 1000 2000", "A:Y 0.001 @ 100 Sell 8 1000 3000", "A:X 2 @ 1.5 Sell 9 1000 4000"], Made.Lines(reader));
        Assert.Equal([(2, 0), (0, 3)], reader.Instruments.Select(instrument => ((int)instrument.PriceScale, (int)instrument.SizeScale)));
    }

    [Fact]
    public void Read_Levels_AQuoteWhenAnInstantIsCompleteAndTheTopHasChanged()
    {
        using IRecordingReader reader = Made.Open("x", Levels
            + "d,P,10,11,true,bid,99,5\nd,P,10,11,true,ask,101,7\nd,P,10,11,true,bid,98,5\n"
            + "d,P,20,21,false,bid,97,1\n"
            + "d,P,30,31,false,bid,99,0\nd,P,30,31,false,ask,100.5,2\n"
            + "d,P,40,41,true,ask,102,1\nd,P,40,41,true,bid,90,1\n"
            + "d,P,50,51,false,bid,90,0\nd,P,50,51,false,ask,102,0\n");

        Assert.Equal(
            [
                "D:P 99 x 5 / 101 x 7 10000 11000 Snapshot",
                "D:P 98 x 5 / 100.5 x 2 30000 31000",
                "D:P 90 x 1 / 102 x 1 40000 41000 Snapshot",
            ],
            Made.Lines(reader));
    }

    [Fact]
    public void Open_VenueGiven_CountsInsteadOfTheExchange()
    {
        using IRecordingReader reader = Made.Open("x", Trades + "binance,X,1,2,7,buy,1,1\nother,X,1,2,7,buy,1,1\n", new RecordingOpening { Venue = "XTST" });

        Assert.Equal("XTST:X", reader.Instruments.Single().FullName);
        Assert.Equal(2, Made.ReadAll(reader).Count);
    }

    [Theory]
    [InlineData("binance-futures", "BINANCE-USDM:X")]
    [InlineData("binance-delivery", "BINANCE-COINM:X")]
    [InlineData("binance", "BINANCE:X")]
    [InlineData("deribit", "DERIBIT:X")]
    public void Open_Exchange_NamedAsElsewhere(string exchange, string name)
    {
        using IRecordingReader reader = Made.Open("x", Trades + exchange + ",X,1,2,7,buy,1,1\n");

        Assert.Equal(name, reader.Instruments.Single().FullName);
    }

    [Fact]
    public void Open_GzipOfNothing_ADayWithoutData()
    {
        using IRecordingReader reader = Made.Open("x.csv.gz", Convert.FromHexString("1F8B080000000000000303000000000000000000"));

        Assert.Empty(reader.Instruments);
        Assert.False(reader.Read(out _));
        Assert.Equal(reader.Length, reader.BytesRead);
    }

    [Fact]
    public void Open_HeaderAlone_NoTicks()
    {
        using IRecordingReader reader = Made.Open("x", Trades);

        Assert.Empty(reader.Instruments);
        Assert.False(reader.Read(out _));
    }

    [Theory]
    [InlineData("a,X,1,2,7,buy,1", "the line has 7 fields, the header 8")]
    [InlineData("a,X,1,2,7,buy,1,1,1", "the line has 9 fields, the header 8")]
    [InlineData("a,X,1,2,7,long,1,1", "the side 'long' is not buy or sell or unknown")]
    [InlineData("a,X,1,2,7,buy,,1", "the price is missing")]
    [InlineData("a,X,1,2,7,buy,abc,1", "the price 'abc' is not a decimal number")]
    [InlineData("a,X,1,2,7,buy,1e,1", "the price '1e' is not a decimal number")]
    [InlineData("a,X,1,2,7,buy,1,-4", "the amount '-4' is negative")]
    [InlineData("a,X,1,2,7,buy,1e30,4", "the price '1e30' is out of range")]
    [InlineData("a,X,1,2,7,buy,1e-13,4", "the price '1e-13' has more than 12 decimals")]
    [InlineData("a,X,1,2.5,7,buy,1,1", "the local_timestamp '2.5' is not a time in microseconds")]
    [InlineData("a,X,,2,7,buy,1,1", "the timestamp is not a time in microseconds")]
    [InlineData("a,X,99999999999999999,2,7,buy,1,1", "the timestamp '99999999999999999' is not a time in microseconds")]
    [InlineData("a,,1,2,7,buy,1,1", "the symbol is empty")]
    [InlineData(",X,1,2,7,buy,1,1", "the venue is empty")]
    [InlineData("a,X*,1,2,7,buy,1,1", "kept for patterns")]
    [InlineData("a,\"X,1,2,7,buy,1,1", "the quote that opens field 2 is not closed")]
    [InlineData("exchange,symbol,timestamp,local_timestamp,id,side,price,amount", "is not a time in microseconds")]
    public void Read_WrongLine_AllBeforeItAndThenWhereAndWhat(string line, string wrong)
    {
        RecordingFormatException found = Made.Wrong(() => Made.Open("t.csv", Trades + "a,X,1,2,7,buy,1.25,1\n" + line + "\na,X,1,2,7,buy,1,1\n"), 1);

        Assert.Contains(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal(("t.csv", 3, Trades.Length + 21), (found.File, found.Line, found.Offset));
    }

    [Theory]
    [InlineData("x", "exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate\n", "neither quotes nor trades")]
    [InlineData("a_liquidations_2024-01-01_X.csv", Trades, "neither quotes nor trades")]
    public void Open_AnotherKindOfFile_SaysSo(string name, string text, string wrong) =>
        Assert.Contains(wrong, Made.Wrong(() => Made.Open(name, text), 0).Wrong, StringComparison.Ordinal);

    [Fact]
    public void Read_GzipCut_AllWholeLinesBefore()
    {
        byte[] whole = Made.Gzip(Trades + string.Concat(Enumerable.Range(1, 5_000).Select(n => $"a,X,{n},{n + 3},{n},buy,{n * 7919 % 4999}.5,{n * 31 % 97}\n")));
        int read = 0;
        RecordingFormatException wrong = Assert.Throws<RecordingFormatException>(() =>
        {
            using IRecordingReader reader = Made.Open("t.csv.gz", whole[..(whole.Length / 2)]);
            for (; reader.Read(out RecordedTick tick); read++)
            {
                Assert.Equal((ulong)read + 1, tick.Tick.TradeId);
            }
        });

        Assert.InRange(read, 100, 4_900);
        Assert.Equal((read + 2, "the compressed data is damaged or ends too early"), (wrong.Line, wrong.Wrong));
    }
}
