using Ticker.Model;
using Ticker.Recording.Dbn;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Dbn;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>Real files, with figures that were counted by other means.</summary>
public class DbnGoldenTests
{
    private const string EsBook = "databento-es/futures_mbp-1_2024-07-01T23-58_2024-07-02T00-02.dbn.zst";
    private const string EsTrades = "databento-es/futures_trades_2024-07-01T23-58_2024-07-02T00-02.dbn.zst";

    /// <summary>What is in every file of that schema, whatever its version: quotes, trades, statuses.</summary>
    [SharedFeedsTheory]
    [InlineData("mbp-1", 2, 0, 0)]
    [InlineData("mbp-10", 1, 0, 0)]
    [InlineData("tbbo", 2, 2, 0)]
    [InlineData("trades", 0, 2, 0)]
    [InlineData("bbo-1s", 4, 0, 0)]
    [InlineData("bbo-1m", 4, 0, 0)]
    [InlineData("cmbp-1", 2, 0, 0)]
    [InlineData("cbbo-1s", 2, 0, 0)]
    [InlineData("status", 0, 0, 4)]
    [InlineData("mbo", 0, 0, 0)]
    [InlineData("imbalance", 0, 0, 0)]
    [InlineData("statistics", 0, 0, 0)]
    [InlineData("ohlcv-1s", 0, 0, 0)]
    [InlineData("ohlcv-1m", 0, 0, 0)]
    [InlineData("ohlcv-1h", 0, 0, 0)]
    [InlineData("ohlcv-1d", 0, 0, 0)]
    [InlineData("definition", 0, 0, 0)]
    public void Read_EveryVersionOfASchema_TheSameTicks(string schema, int quotes, int trades, int statuses)
    {
        string[] files = [.. Directory.GetFiles(SharedFeeds.PathOf("databento-dbn"), $"test_data.{schema}.*")
            .Where(file => !file.EndsWith(".dbz", StringComparison.Ordinal) && !file.Contains(".frag", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        DbnReading[] readings = [.. files.Select(file => DbnReading.Of(file, File.ReadAllBytes(file)))];

        Assert.True(files.Length >= 3, $"{files.Length} files");
        foreach (DbnReading reading in readings)
        {
            Assert.Null(reading.Failure);
            Assert.Equal((quotes, trades, statuses), (reading.Counts.Quotes, reading.Counts.Trades, reading.Counts.Statuses));
            Assert.Equal(quotes + trades + statuses, reading.Ticks.Count);
            Assert.Equal(readings[0].Ticks, reading.Ticks);
            Assert.Equal(readings[0].Instruments, reading.Instruments);
            Assert.Equal(0, reading.Counts.Unknown);
        }
    }

    [SharedFeedsTheory]
    [InlineData("v1.dbn.zst")]
    [InlineData("v2.dbn.zst")]
    [InlineData("v3.dbn.zst")]
    [InlineData("dbn")]
    public void Read_Tbbo_FirstRecordAsPublished(string version)
    {
        DbnReading reading = DbnReading.OfShared($"databento-dbn/test_data.tbbo.{version}");
        (Tick quote, Tick trade) = (reading.Ticks[0].Tick, reading.Ticks[1].Tick);

        Assert.Equal(["GLBX:ESH1"], reading.Names);
        Assert.Equal((TickKind.Quote, "3720.25", 26, "3720.5", 7), (quote.Kind, Price(quote.BidPrice), quote.BidSize, Price(quote.AskPrice), quote.AskSize));
        Assert.Equal((TickKind.Trade, "3720.25", 5, Side.Sell), (trade.Kind, Price(trade.Price), trade.Size, trade.Side));
        Assert.Equal((1_609_160_400_098_821_953, 1_609_160_400_098_821_953), (quote.EventTime.Value, trade.EventTime.Value));
        Assert.Equal(1_609_160_400_099_150_057, reading.Ticks[1].RecordedAt.Value);
        Assert.Equal((1UL, 2UL), (quote.Sequence, trade.Sequence));
        Assert.Equal((1U, 1U), (quote.Instrument, trade.Instrument));
    }

    /// <summary>By the layouts that are shared with what writes DBN.</summary>
    [SharedFeedsTheory]
    [InlineData("v1.dbn.zst", 1)]
    [InlineData("v2.dbn.zst", 2)]
    [InlineData("v3.dbn.zst", 3)]
    public void TryRead_Tbbo_EveryFieldWhereTheLayoutSays(string file, int version)
    {
        string path = SharedFeeds.PathOf($"databento-dbn/test_data.tbbo.{file}");
        using var records = new DbnRecordReader(RecordingContent.OpenAll(path)[0]);
        Assert.True(records.TryRead(out ReadOnlySpan<byte> record));
        ReadOnlySpan<byte> level = record[DbnLayout.Market.Levels..];

        Assert.Equal((version, "GLBX.MDP3", DbnSchema.Tbbo, false), (records.Metadata.Version, records.Metadata.Dataset, records.Metadata.Schema, records.Metadata.HasSendTime));
        Assert.Equal((80, 1, 1, 5_482U), (record.Length, record[DbnLayout.Header.Type], BitConverter.ToUInt16(record[DbnLayout.Header.PublisherId..]), BitConverter.ToUInt32(record[DbnLayout.Header.InstrumentId..])));
        Assert.Equal(1_609_160_400_098_821_953, BitConverter.ToInt64(record[DbnLayout.Header.EventTime..]));
        Assert.Equal((3_720_250_000_000, 5U), (BitConverter.ToInt64(record[DbnLayout.Market.Price..]), BitConverter.ToUInt32(record[DbnLayout.Market.Size..])));
        Assert.Equal(('T', 'A', 0x81, 0), ((char)record[DbnLayout.Market.Action], (char)record[DbnLayout.Market.Side], record[DbnLayout.Market.Flags], record[DbnLayout.Market.Depth]));
        Assert.Equal((1_609_160_400_099_150_057, 1_170_380U), (BitConverter.ToInt64(record[DbnLayout.Market.ReceiveTime..]), BitConverter.ToUInt32(record[DbnLayout.Market.Sequence..])));
        Assert.Equal((3_720_250_000_000, 26U), (BitConverter.ToInt64(level[DbnLayout.Level.BidPrice..]), BitConverter.ToUInt32(level[DbnLayout.Level.BidSize..])));
        Assert.Equal((3_720_500_000_000, 7U), (BitConverter.ToInt64(level[DbnLayout.Level.AskPrice..]), BitConverter.ToUInt32(level[DbnLayout.Level.AskSize..])));
        Assert.True(records.TryRead(out _));
        Assert.False(records.TryRead(out _));
    }

    [SharedFeedsFact]
    public void Read_EsBestLevels_EveryTradeAsInTheFileOfTrades()
    {
        DbnReading book = DbnReading.OfShared(EsBook);
        DbnReading trades = DbnReading.OfShared(EsTrades);

        Assert.Null(book.Failure);
        Assert.Equal((2_288, 120), (book.Counts.Records, book.Counts.Trades));
        Assert.Equal(["GLBX:ESU4"], book.Names);
        Assert.Equal(253, book.Of(TickKind.Trade).Sum(trade => trade.Size));
        Assert.Equal(
            trades.Ticks.Select(tick => tick with { Tick = tick.Tick with { Sequence = 0 } }),
            book.Ticks.Where(tick => tick.Tick.Kind == TickKind.Trade).Select(tick => tick with { Tick = tick.Tick with { Sequence = 0 } }));
        Assert.Equal(2_288, book.Counts.Quotes + book.Counts.UnchangedQuotes + book.Counts.EmptyQuotes);
        Assert.All(book.Of(TickKind.Quote), quote => Assert.True(quote.BidPrice < quote.AskPrice && quote.BidSize > 0 && quote.AskSize > 0));
        Assert.Equal(book.Ticks.Count, (int)book.Ticks[^1].Tick.Sequence);
    }

    /// <summary>The minute bars of the same market, made by the vendor, against those made of our trades.</summary>
    [SharedFeedsFact]
    public void Read_EsTrades_MakeTheVendorsBars()
    {
        DbnReading trades = DbnReading.OfShared(EsTrades);
        byte[] bars = Unzstd(SharedFeeds.PathOf("databento-es/futures_ohlcv-1m_2024-07-01T23-40_2024-07-02T00-10.dbn.zst"));
        int compared = 0;
        foreach (IGrouping<long, Tick> minute in trades.Of(TickKind.Trade).GroupBy(trade => trade.EventTime.Value / 60_000_000_000))
        {
            for (int at = 8 + BitConverter.ToInt32(bars, 4); at < bars.Length; at += 56)
            {
                if (BitConverter.ToUInt32(bars, at + 4) == 118 && BitConverter.ToInt64(bars, at + 8) == minute.Key * 60_000_000_000)
                {
                    Assert.Equal(
                        (BitConverter.ToInt64(bars, at + 16), BitConverter.ToInt64(bars, at + 24), BitConverter.ToInt64(bars, at + 32), BitConverter.ToInt64(bars, at + 40), BitConverter.ToInt64(bars, at + 48)),
                        (minute.First().Price, minute.Max(trade => trade.Price), minute.Min(trade => trade.Price), minute.Last().Price, minute.Sum(trade => trade.Size)));
                    compared++;
                }
            }
        }

        Assert.Equal(4, compared);
    }

    [SharedFeedsTheory]
    [InlineData("v1.dbn.zst")]
    [InlineData("v2.dbn.zst")]
    [InlineData("v3.dbn.zst")]
    public void Read_Definitions_InstrumentNamed(string version)
    {
        DbnReading reading = DbnReading.OfShared($"databento-dbn/test_data.definition.{version}");

        Assert.Equal(["XNAS:MSFT"], reading.Names);
        Assert.Equal(AssetClass.Equity, reading.Instruments[0].AssetClass);
        Assert.Equal((9, 0, 0L), (reading.Instruments[0].PriceScale, reading.Instruments[0].SizeScale, reading.Instruments[0].TickSize));
        Assert.Equal(2, reading.Counts.Definitions);
    }

    [SharedFeedsTheory]
    [InlineData("test_data.definition.v1.dbn.frag", 2)]
    [InlineData("test_data.definition.v1.dbn.frag.zst", 2)]
    [InlineData("test_data.definition.v2.dbn.frag", 2)]
    [InlineData("test_data.definition.v3.dbn.frag", 2)]
    [InlineData("test_data.definition.v3.dbn.frag.zst", 2)]
    [InlineData("test_data.definition.dbn.frag.zst", 2)]
    [InlineData("multi-frame.definition.v1.dbn.frag.zst", 8)]
    public void Read_Fragment_ReadWithoutMetadata(string file, int definitions)
    {
        DbnReading reading = DbnReading.OfShared($"databento-dbn/{file}");

        Assert.Null(reading.Failure);
        Assert.Equal(definitions, reading.Counts.Definitions);
        Assert.Equal(["GLBX:GEM3 P9812", "GLBX:ESH1 P2250"], reading.Names.Take(2));
        Assert.Equal((AssetClass.Option, "USD"), (reading.Instruments[1].AssetClass, reading.Instruments[1].Currency));
    }

    [SharedFeedsFact]
    public void Read_EveryFile_ReadOrCalledWhatItIs()
    {
        string[] files = Directory.GetFiles(SharedFeeds.PathOf("databento-dbn"));
        foreach (string file in files)
        {
            DbnReading reading = DbnReading.Of(file, File.ReadAllBytes(file));
            if (file.EndsWith(".dbz", StringComparison.Ordinal))
            {
                Assert.Contains("DBZ", reading.Failure?.Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Null(reading.Failure);
                Assert.True(reading.Counts.Records > 0 || file.Contains("ohlcv-1d", StringComparison.Ordinal), file);
            }
        }

        Assert.Equal(81, files.Length);
    }

    [SharedFeedsFact]
    public void Read_Statuses_StatesWithTheirReasons()
    {
        Tick[] statuses = [.. DbnReading.OfShared("databento-dbn/test_data.status.v3.dbn.zst").Of(TickKind.Status)];

        Assert.Equal([TradingState.Trading, TradingState.PreOpen, TradingState.PreOpen, TradingState.Trading], statuses.Select(status => status.State));
        Assert.Equal(["Scheduled", "Scheduled", "Scheduled", "NewPriceIndication"], statuses.Select(status => System.Text.Encoding.UTF8.GetString(status.Reason)));
    }

    private static byte[] Unzstd(string path)
    {
        using var stream = new Ticker.Recording.Import.Unpacking.ZstdStream(File.OpenRead(path));
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static string Price(long mantissa) => DecimalText.ToText(mantissa, 9);
}
