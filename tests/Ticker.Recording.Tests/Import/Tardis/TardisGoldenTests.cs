using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Tardis;

/// <summary>Excerpts of real files; counts and sums were made by other means.</summary>
public class TardisGoldenTests
{
    [SharedFeedsTheory]
    [InlineData("binance-futures_book_snapshot_25_BTCUSDT", 10, "108.9", "15.229", "BINANCE-USDM:BTCUSDT 11657.07 x 10.881 / 11657.08 x 1.475 1598918404005000000 1598918404009468000")]
    [InlineData("binance-futures_book_snapshot_5_BTCUSDT", 10, "108.855", "14.758", "BINANCE-USDM:BTCUSDT 11657.07 x 10.881 / 11657.08 x 1.393 1598918404284000000 1598918404289427000")]
    [InlineData("huobi-dm-swap_quotes_BTC-USD", 10, "8302", "54838", "HUOBI-DM-SWAP:BTC-USD 8629.2 x 847 / 8629.3 x 5411 1588291201814000000 1588291201927888000")]
    public void Read_Quotes_CountSumsAndLast(string file, int count, string bids, string asks, string last)
    {
        using IRecordingReader reader = RecordingFormats.Open(SharedFeeds.PathOf($"tardis-csv/{file}.csv"));
        List<RecordedTick> ticks = Made.ReadAll(reader);

        byte scale = reader.Instruments.Single().SizeScale;
        Assert.Equal(count, ticks.Count);
        Assert.Equal(bids, DecimalText.ToText(ticks.Sum(tick => tick.Tick.BidSize), scale));
        Assert.Equal(asks, DecimalText.ToText(ticks.Sum(tick => tick.Tick.AskSize), scale));
        Assert.Equal(last, Made.Line(ticks[^1], reader));
    }

    [SharedFeedsFact]
    public void Read_Trades_CountSumAndFirst()
    {
        using IRecordingReader reader = RecordingFormats.Open(SharedFeeds.PathOf("tardis-csv/bitmex_trades_XBTUSD.csv"));
        List<RecordedTick> ticks = Made.ReadAll(reader);

        Assert.Equal((10, 2161), (ticks.Count, ticks.Sum(tick => tick.Tick.Size)));
        ulong id = TextTradeId.Hash("ccc3c1fa-212c-e8b0-1706-9b9c4f3d5ecf"u8);
        Assert.Equal($"BITMEX:XBTUSD 2152 @ 8531.5 Sell {id} 1583020803145000000 1583020803307160000 HashedTradeId", Made.Line(ticks[0], reader));
    }

    [SharedFeedsFact]
    public void Read_Levels_TheBestOfTheBook()
    {
        using IRecordingReader reader = RecordingFormats.Open(SharedFeeds.PathOf("tardis-csv/deribit_incremental_book_L2_BTC-PERPETUAL.csv"));

        Assert.Equal(["DERIBIT:BTC-PERPETUAL - / 6421.5 x 18640 1585699200245000000 1585699200355684000 Snapshot"], Made.Lines(reader));
    }
}
