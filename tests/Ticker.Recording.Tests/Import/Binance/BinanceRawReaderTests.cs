using System.Text;
using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Binance;

namespace Ticker.Recording.Tests.Import.Binance;

public class BinanceRawReaderTests
{
    [Fact]
    public void Read_SpotLines_QuoteWithoutTimeAndTradeWithMatchTime()
    {
        using BinanceRawReader reader = RawText.Open(RawText.SpotQuote, RawText.SpotTrade);
        List<RecordedTick> ticks = RawText.ReadAll(reader);

        Assert.Equal(
            new RecordedTick(
                new Tick { Kind = TickKind.Quote, Instrument = 1, Sequence = 1, BidPrice = 61_230_000, BidSize = 2_500_000_000, AskPrice = 61_240_000, AskSize = 750_000_000 },
                new UnixNanos(1_700_000_000_000_000_001)),
            ticks[0]);
        Assert.Equal(
            new RecordedTick(
                new Tick
                {
                    Kind = TickKind.Trade, Instrument = 1, Sequence = 2, EventTime = new(1_700_000_001_299_000_000),
                    Price = 61_240_000, Size = 310_000_000, TradeId = 77, Side = Side.Buy,
                },
                new UnixNanos(1_700_000_000_000_000_002)),
            ticks[1]);
        Assert.Equal(2, ticks.Count);
    }

    [Fact]
    public void Read_FuturesLines_BothWithMatchTime()
    {
        using BinanceRawReader reader = RawText.Open(RawText.FuturesQuote, RawText.FuturesTrade);
        List<RecordedTick> ticks = RawText.ReadAll(reader);

        Assert.Equal([1_700_000_001_301_000_000, 1_700_000_001_304_000_000], ticks.Select(tick => tick.Tick.EventTime.Value));
        Assert.Equal(Side.Sell, ticks[1].Tick.Side);
        Assert.Equal((61_210_000, 4_010_000_000, 61_220_000, 900_000_000), (ticks[0].Tick.BidPrice, ticks[0].Tick.BidSize, ticks[0].Tick.AskPrice, ticks[0].Tick.AskSize));
    }

    [Theory]
    [InlineData(RawText.SpotQuote, "BINANCE:XRPUSDT")]
    [InlineData(RawText.SpotTrade, "BINANCE:XRPUSDT")]
    [InlineData(RawText.FuturesQuote, "BINANCE-USDM:XRPUSDT")]
    [InlineData(RawText.FuturesTrade, "BINANCE-USDM:XRPUSDT")]
    [InlineData(RawText.CoinQuote, "BINANCE-COINM:BTCUSD_PERP")]
    public void Open_EachMarket_VenueFromWhatTheDataSays(string line, string name)
    {
        using BinanceRawReader reader = RawText.Open(RawText.DepthUpdate.Replace("XRPUSDT", "OTHER", StringComparison.Ordinal), line);

        Assert.Equal(name, reader.Instrument.FullName);
        Assert.Equal((1U, (byte)8, (byte)8, AssetClass.Crypto), (reader.Instrument.Number, reader.Instrument.PriceScale, reader.Instrument.SizeScale, reader.Instrument.AssetClass));
        Assert.Same(reader.Instrument, Assert.Single(reader.Instruments));
    }

    [Fact]
    public void Open_TradeOfACoinMarginedContract_CoinVenue()
    {
        using BinanceRawReader reader = RawText.Open(RawText.FuturesTrade.Replace("XRPUSDT", "BTCUSD_240927", StringComparison.Ordinal));

        Assert.Equal("BINANCE-COINM:BTCUSD_240927", reader.Instrument.FullName);
    }

    [Fact]
    public void Open_VenueAskedFor_ThatVenue()
    {
        using BinanceRawReader reader = RawText.OpenBytes(Encoding.UTF8.GetBytes(RawText.FuturesQuote), "MYDESK");

        Assert.Equal("MYDESK:XRPUSDT", reader.Instrument.FullName);
    }

    [Fact]
    public void Open_SymbolOfOtherScript_Legal()
    {
        using BinanceRawReader reader = RawText.Open(RawText.SpotQuote.Replace("\"XRPUSDT\"", "\"币安USDT\"", StringComparison.Ordinal));

        Assert.Equal("BINANCE:币安USDT", reader.Instrument.FullName);
    }

    [Fact]
    public void Open_CheapThing_SizesFarAboveTenBillion()
    {
        using BinanceRawReader reader = RawText.Open(
            """1700000000000000001 {"stream":"s","data":{"u":1,"s":"MOTEUSDT","b":"0.00000080","B":"612345678901.50000000","a":"0.00000081","A":"1.00000000"}}""");

        Assert.True(reader.Read(out RecordedTick tick));
        Assert.Equal("612345678901.5", DecimalText.ToText(tick.Tick.BidSize, reader.Instrument.SizeScale));
        Assert.Equal("0.0000008", DecimalText.ToText(tick.Tick.BidPrice, reader.Instrument.PriceScale));
    }

    [Fact]
    public void Read_EverythingElse_SkippedAndCounted()
    {
        using BinanceRawReader reader = RawText.Open(
            RawText.DepthUpdate,
            RawText.BookSnapshot,
            RawText.FuturesTrade.Replace("MARKET", "INSURANCE_FUND", StringComparison.Ordinal),
            "",
            """1700000000000000008 {"result":null,"id":1}""",
            """1700000000000000009 {"stream":"xrpusdt@markPrice","data":{"e":"markPriceUpdate","s":"XRPUSDT","p":"1.0","T":5}}""",
            RawText.FuturesQuote.Replace("\"40.1\"", "\"0.000\"", StringComparison.Ordinal).Replace("\"9\"", "\"0\"", StringComparison.Ordinal),
            RawText.FuturesQuote,
            RawText.DepthUpdate);
        List<RecordedTick> ticks = RawText.ReadAll(reader);

        Assert.Equal(1UL, Assert.Single(ticks).Tick.Sequence);
        Assert.Equal("BINANCE-USDM:XRPUSDT", reader.Instrument.FullName);
        BinanceRawCounts counts = reader.Counts;
        Assert.Equal((1, 0, 2, 1, 1, 1, 2), (counts.Quotes, counts.Trades, counts.DepthUpdates, counts.BookSnapshots, counts.TradesOffMarket, counts.EmptyQuotes, counts.Others));
        Assert.Equal(7, counts.Skipped);
    }

    [Fact]
    public void Read_SideWithoutSize_NoSuchSide()
    {
        using BinanceRawReader reader = RawText.Open(RawText.SpotQuote.Replace("\"7.50000000\"", "\"0.00000000\"", StringComparison.Ordinal));

        Assert.True(reader.Read(out RecordedTick tick));
        Assert.True(tick.Tick.HasBid);
        Assert.False(tick.Tick.HasAsk);
        Assert.Equal(0, tick.Tick.AskSize);
    }

    [Fact]
    public void Read_FieldsInAnotherOrder_TheSame()
    {
        using BinanceRawReader usual = RawText.Open(RawText.FuturesQuote);
        using BinanceRawReader turned = RawText.Open(
            """1700000000000000003 { "data" : {"E":1700000001302,"A":"9","a":"0.6122","T":1700000001301,"B":"40.1","b":"0.6121","s":"XRPUSDT","new":{"b":["x"]},"e":"bookTicker"}, "stream":"x" }""");

        Assert.Equal(RawText.ReadAll(usual), RawText.ReadAll(turned));
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    [InlineData("\r\n", false)]
    public void Read_AnyLineEndAndGzip_TheSame(string end, bool lastLineEnds)
    {
        string text = RawText.SpotQuote + end + RawText.SpotTrade + (lastLineEnds ? end : "");
        byte[] plain = Encoding.UTF8.GetBytes(text);
        using BinanceRawReader reader = RawText.OpenBytes(plain);
        using BinanceRawReader zipped = RawText.OpenBytes(RawText.Gzip(plain));
        using BinanceRawReader members = RawText.OpenBytes([.. RawText.Gzip(plain[..50]), .. RawText.Gzip(plain[50..])]);

        List<RecordedTick> ticks = RawText.ReadAll(reader);
        Assert.Equal(2, ticks.Count);
        Assert.Equal(ticks, RawText.ReadAll(zipped));
        Assert.Equal(ticks, RawText.ReadAll(members));
    }

    [Fact]
    public void Open_File_ByContentNotByName()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ticker-{Guid.NewGuid():N}.txt");
        try
        {
            File.WriteAllBytes(path, RawText.Gzip(Encoding.UTF8.GetBytes(RawText.SpotQuote)));
            using BinanceRawReader reader = BinanceRawReader.Open(path);

            Assert.Single(RawText.ReadAll(reader));
            Assert.Equal(new FileInfo(path).Length, reader.Length);
            Assert.Equal(reader.Length, reader.BytesRead);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_ManyLines_AllocatesNothingATick()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(RawText.SpotQuote + "\n" + RawText.SpotTrade + "\n" + RawText.DepthUpdate + "\n", 20_000)));
        using BinanceRawReader reader = RawText.OpenBytes(text);
        int ticks = 0;

        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (int n = 0; n < 5_000; n++)
            {
                ticks += reader.Read(out _) ? 1 : 0;
            }
        }));
        Assert.Equal(40_000, ticks);
    }
}
