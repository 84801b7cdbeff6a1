using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Binance;

namespace Ticker.Recording.Tests.Import.Binance;

/// <summary>Four real recordings of one host, with figures that were counted by other means.</summary>
public class BinanceRawGoldenTests
{
    [SharedFeedsTheory]
    [InlineData("spot_btcusdt", "BINANCE:BTCUSDT", 28_040, 9_757, "212.03315")]
    [InlineData("usdm_btcusdt", "BINANCE-USDM:BTCUSDT", 66_089, 21_313, "2429.366")]
    [InlineData("spot_ethusdt", "BINANCE:ETHUSDT", 24_077, 6_106, "2261.3149")]
    [InlineData("usdm_ethusdt", "BINANCE-USDM:ETHUSDT", 53_992, 14_076, "9164.948")]
    public void Read_RealRecording_CountsAndSummedSizeExact(string file, string instrument, int quotes, int trades, string size)
    {
        using BinanceRawReader reader = Open(file);
        long sum = 0;
        ulong tradeId = 0;
        while (reader.Read(out RecordedTick tick))
        {
            if (tick.Tick.Kind == TickKind.Trade)
            {
                sum += tick.Tick.Size;
                Assert.True(tradeId == 0 || tick.Tick.TradeId == tradeId + 1);
                tradeId = tick.Tick.TradeId;
            }
            else
            {
                Assert.True(tick.Tick.AskPrice > tick.Tick.BidPrice);
            }
        }

        Assert.Equal(instrument, reader.Instrument.FullName);
        Assert.Equal((quotes, trades), (reader.Counts.Quotes, reader.Counts.Trades));
        Assert.Equal(size, DecimalText.ToText(sum, reader.Instrument.SizeScale));
        Assert.Equal((1, 0, 0, 0), (reader.Counts.BookSnapshots, reader.Counts.Others, reader.Counts.TradesOffMarket, reader.Counts.EmptyQuotes));
        Assert.Equal(reader.Line, reader.Counts.Quotes + reader.Counts.Trades + reader.Counts.Skipped);
        Assert.Equal(reader.Length, reader.BytesRead);
    }

    [SharedFeedsTheory]
    [InlineData("spot_btcusdt", "61685.99", "1.25869", "61686", "2.44807")]
    [InlineData("usdm_btcusdt", "61659.7", "1.486", "61659.8", "0.981")]
    public void Read_RealRecording_LastQuoteExact(string file, string bid, string bidSize, string ask, string askSize)
    {
        using BinanceRawReader reader = Open(file);
        RecordedTick last = RawText.ReadAll(reader).Last(tick => tick.Tick.Kind == TickKind.Quote);

        byte priceScale = reader.Instrument.PriceScale;
        byte sizeScale = reader.Instrument.SizeScale;
        Assert.Equal(bid, DecimalText.ToText(last.Tick.BidPrice, priceScale));
        Assert.Equal(bidSize, DecimalText.ToText(last.Tick.BidSize, sizeScale));
        Assert.Equal(ask, DecimalText.ToText(last.Tick.AskPrice, priceScale));
        Assert.Equal(askSize, DecimalText.ToText(last.Tick.AskSize, sizeScale));
    }

    [SharedFeedsFact]
    public void Read_SpotRecording_LastQuoteAsLateAsItWas()
    {
        using BinanceRawReader reader = Open("spot_btcusdt");
        RecordedTick last = RawText.ReadAll(reader).Last(tick => tick.Tick.Kind == TickKind.Quote);

        Assert.Equal(1_723_161_599_999_231_384, last.RecordedAt.Value);
        Assert.True(last.Tick.EventTime.IsNone);
    }

    [SharedFeedsFact]
    public void Read_FourRecordingsMerged_EachCompleteAndInTheOrderOfReceiveTimes()
    {
        string[] files = ["spot_btcusdt", "usdm_btcusdt", "spot_ethusdt", "usdm_ethusdt"];
        using var merged = new MergedRecording(files.Select(Open));
        var quotes = new int[5];
        var trades = new int[5];
        var last = new RecordedTick();
        while (merged.Read(out RecordedTick tick))
        {
            Assert.Equal(last.Tick.Sequence + 1, tick.Tick.Sequence);
            Assert.True(tick.RecordedAt >= last.RecordedAt);
            (tick.Tick.Kind == TickKind.Quote ? quotes : trades)[tick.Tick.Instrument]++;
            last = tick;
        }

        Assert.Equal([0, 28_040, 66_089, 24_077, 53_992], quotes);
        Assert.Equal([0, 9_757, 21_313, 6_106, 14_076], trades);
        Assert.Equal(
            ["BINANCE:BTCUSDT", "BINANCE-USDM:BTCUSDT", "BINANCE:ETHUSDT", "BINANCE-USDM:ETHUSDT"],
            merged.Instruments.Select(instrument => instrument.FullName));
        Assert.Equal([1U, 2U, 3U, 4U], merged.Instruments.Select(instrument => instrument.Number));
    }

    private static BinanceRawReader Open(string file) => BinanceRawReader.Open(SharedFeeds.PathOf($"binance-raw/{file}_20240808.gz"));
}
