using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import;

/// <summary>Every real text, told by its content alone: how much is in it, and that all of it was read.</summary>
public class TextGoldenTests
{
    [SharedFeedsTheory]
    [InlineData("binance-raw/spot_btcusdt_20240808.gz", "BINANCE:BTCUSDT", 28_040, 9_757, "212.03315")]
    [InlineData("binance-raw/usdm_btcusdt_20240808.gz", "BINANCE-USDM:BTCUSDT", 66_089, 21_313, "2429.366")]
    [InlineData("binance-raw/spot_ethusdt_20240808.gz", "BINANCE:ETHUSDT", 24_077, 6_106, "2261.3149")]
    [InlineData("binance-raw/usdm_ethusdt_20240808.gz", "BINANCE-USDM:ETHUSDT", 53_992, 14_076, "9164.948")]
    [InlineData("lean-fx/fxcm_eurusd_20140508_quote.zip", "FXCM:EURUSD", 167_466, 0, "0")]
    [InlineData("lean-fx/oanda_eurusd_20140508_quote.zip", "OANDA:EURUSD", 87_833, 0, "0")]
    [InlineData("tardis-csv/binance-futures_book_snapshot_25_BTCUSDT.csv", "BINANCE-USDM:BTCUSDT", 10, 0, "0")]
    [InlineData("tardis-csv/binance-futures_book_snapshot_5_BTCUSDT.csv", "BINANCE-USDM:BTCUSDT", 10, 0, "0")]
    [InlineData("tardis-csv/bitmex_trades_XBTUSD.csv", "BITMEX:XBTUSD", 0, 10, "2161")]
    [InlineData("tardis-csv/deribit_incremental_book_L2_BTC-PERPETUAL.csv", "DERIBIT:BTC-PERPETUAL", 1, 0, "0")]
    [InlineData("tardis-csv/huobi-dm-swap_quotes_BTC-USD.csv", "HUOBI-DM-SWAP:BTC-USD", 10, 0, "0")]
    public void Open_RealFile_CountsAndSummedSizeOfTradesExact(string file, string instrument, int quotes, int trades, string size)
    {
        using IRecordingReader reader = RecordingFormats.Open(SharedFeeds.PathOf(file));
        List<RecordedTick> ticks = Made.ReadAll(reader);

        Instrument known = reader.Instruments.Single();
        Assert.Equal(instrument, known.FullName);
        Assert.Equal((quotes, trades), (ticks.Count(tick => tick.Tick.Kind == TickKind.Quote), ticks.Count(tick => tick.Tick.Kind == TickKind.Trade)));
        Assert.Equal(size, DecimalText.ToText(ticks.Where(tick => tick.Tick.Kind == TickKind.Trade).Sum(tick => tick.Tick.Size), known.SizeScale));
        Assert.Equal(Enumerable.Range(1, ticks.Count).Select(n => (ulong)n), ticks.Select(tick => tick.Tick.Sequence));
        Assert.Equal(reader.Length, reader.BytesRead);
    }
}
