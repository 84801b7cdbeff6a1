using System.Buffers.Binary;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Export;
using Ticker.Recording.Export.Dbn;
using Ticker.Recording.Import;
using Ticker.Recording.Tests.Import;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Export.Dbn;

public class DbnTickWriterTests
{
    private static readonly Instrument Future = MadeRecording.Instrument(1, "GLBX", "ESU4", priceScale: 2);
    private static readonly Instrument Option = MadeRecording.Instrument(2, "GLBX", "ESM4 P5230", priceScale: 12, sizeScale: 3);

    [Fact]
    public void Records_QuoteThenTrade_StandAsTheFormatHasThem()
    {
        byte[] file = Written([Future], TickKinds.All, SizeUnit.One, Quote(1, 552_425, 7, null, 0, eventTime: 5), Trade(2, -3_763, 3, Side.Sell, flags: TickFlags.Snapshot));

        ReadOnlySpan<byte> records = RecordsOf(file, out string metadata);
        Assert.Equal(160, records.Length);
        ReadOnlySpan<byte> quote = records[..80];
        Assert.Equal([20, 0x01, 1, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0], quote[..16].ToArray());
        Assert.Equal((long.MaxValue, 0u, "MN", 0x80), (I64(quote, 16), U32(quote, 24), Encoding.ASCII.GetString(quote.Slice(28, 2)), quote[30]));
        Assert.Equal((1_000_000_000, 1u), (I64(quote, 32), U32(quote, 44)));
        Assert.Equal((5_524_250_000_000, long.MaxValue, 7u, 0u), (I64(quote, 48), I64(quote, 56), U32(quote, 64), U32(quote, 68)));
        ReadOnlySpan<byte> trade = records[80..];
        Assert.Equal((-1L, -37_630_000_000, 3u, "TA", 0xA0), (I64(trade, 8), I64(trade, 16), U32(trade, 24), Encoding.ASCII.GetString(trade.Slice(28, 2)), trade[30]));
        Assert.Equal((5_524_250_000_000, 7u), (I64(trade, 48), U32(trade, 64)));
        Assert.StartsWith("GLBX\0", metadata);
    }

    [Fact]
    public void Metadata_TwoSymbols_StandsAsTheFormatHasIt()
    {
        byte[] file = Written([Future, Option], TickKinds.All, SizeUnit.One, Trade(1, 1, 1), Trade(86_401, 1_000, 1_000, instrument: 2));

        Assert.Equal("DBN\u0003"u8, file.AsSpan(0, 4));
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        Assert.Equal(0, length % 8);
        ReadOnlySpan<byte> metadata = file.AsSpan(8, length);
        Assert.Equal((1, 1_000_000_000L, 86_401_000_000_001L, 0L), (metadata[16], I64(metadata, 18), I64(metadata, 26), I64(metadata, 34)));
        Assert.Equal((1, 0, 0, 71), (metadata[42], metadata[43], metadata[44], metadata[45]));
        Assert.Equal((0u, 2u), (U32(metadata, 100), U32(metadata, 104)));
        Assert.Equal("ESU4", Text(metadata, 108));
        Assert.Equal("ESM4 P5230", Text(metadata, 179));
        int mappings = 108 + (2 * 71) + 8;
        Assert.Equal(2u, U32(metadata, mappings));
        int second = mappings + 4 + 71 + 12 + 71;
        Assert.Equal("ESM4 P5230", Text(metadata, second));
        Assert.Equal((1u, 19_700_101u, 19_700_103u, "2"), (U32(metadata, second + 71), U32(metadata, second + 75), U32(metadata, second + 79), Text(metadata, second + 83)));
        Assert.Equal(160, file.Length - 8 - length);
    }

    [Fact]
    public void Records_TradesAlone_HaveNoLevels()
    {
        byte[] file = Written([Future], TickKinds.Trade, SizeUnit.One, Trade(1, 552_425, 7, Side.Buy));

        ReadOnlySpan<byte> records = RecordsOf(file, out string metadata);
        Assert.Equal((48, 12, 0), (records.Length, records[0], records[1]));
        Assert.Equal(4, metadata[16]);
    }

    [Fact]
    public void Write_WhatDbnCannotHold_IsRefusedWithTheInstrumentAndTheReason()
    {
        Assert.Contains("GLBX:ESM4 P5230: the price 0.000000000001 has more than the 9 decimals", Refused(Trade(1, 1, 1_000, instrument: 2)));
        Assert.Contains("GLBX:ESU4: the price 9223372036.86 is too large", Refused(Trade(1, 922_337_203_686, 1)));
        Assert.Contains("GLBX:ESM4 P5230: the size 0.001 is no whole number of units of 1", Refused(Trade(1, 1_000, 1, instrument: 2)));
        Assert.Contains("GLBX:ESU4: the size 4294967295 is more than", Refused(Trade(1, 1, uint.MaxValue)));
        Assert.Contains("--size-unit", Refused(Quote(1, 1_000, 1_500, null, 0, instrument: 2)));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0.00001", true)]
    [InlineData("100", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("0.0000000001", false)]
    [InlineData("half", false)]
    public void SizeUnit_Text_IsReadExactly(string text, bool reads)
    {
        Assert.Equal(reads, SizeUnit.TryParse(text, out SizeUnit unit));
        Assert.Equal(reads ? text : "1", unit.ToString());
    }

    [Fact]
    public void Read_OurOwnReader_GivesTheSameTicks()
    {
        Instrument same = MadeRecording.Instrument(3, "XNAS", "ESU4", priceScale: 9);
        byte[] file = Written(
            [Future, Option, same], TickKinds.All, new SizeUnit(1, 3),
            Trade(1, 1, 1),
            Quote(2, 552_425, 7, 552_450, 9, eventTime: 77),
            Quote(3, null, 0, -5, 3_000, instrument: 3),
            Trade(4, 552_425, 2, Side.Buy),
            Quote(5, 1_000_000, 1, null, 0, instrument: 2, flags: TickFlags.Snapshot | TickFlags.Stale),
            Trade(6, -1, 4_294_967, Side.Sell, instrument: 3));

        using IRecordingReader reader = Made.Open("made.dbn", file);

        Assert.Equal(
            [
                "GLBX:ESU4 1000 @ 0.01 None 0 0 1000000000",
                "GLBX:ESU4 5524.25 x 7000 / 5524.5 x 9000 77 2000000000",
                "XNAS:ESU4 - / -0.000000005 x 3000000 0 3000000000",
                "GLBX:ESU4 2000 @ 5524.25 Buy 0 0 4000000000",
                "GLBX:ESM4 P5230 0.000001 x 1 / - 0 5000000000 Snapshot, Stale",
                "XNAS:ESU4 4294967000 @ -0.000000001 Sell 0 0 6000000000",
            ],
            Made.Lines(reader));
    }

    [Fact]
    public void Read_NothingWritten_IsAnEmptyRecording()
    {
        using IRecordingReader reader = Made.Open("made.dbn", Written([Future], TickKinds.All, SizeUnit.One));

        Assert.Empty(Made.ReadAll(reader));
    }

    [SharedFeedsTheory]
    [InlineData("databento-es/futures_mbp-1_2024-07-01T23-58_2024-07-02T00-02.dbn.zst")]
    [InlineData("databento-es/futures_trades_2024-07-01T23-58_2024-07-02T00-02.dbn.zst")]
    [InlineData("binance-raw/spot_btcusdt_20240808.gz")]
    [InlineData("binance-raw/usdm_ethusdt_20240808.gz")]
    public void Read_RealRecordingWrittenAsDbn_GivesTheSameTicks(string file)
    {
        using IRecordingReader original = RecordingFormats.Open(SharedFeeds.PathOf(file));
        bool whole = original.Instruments[0].SizeScale == 0;
        var unit = new SizeUnit(1, whole ? 0 : 5);
        using var stream = new MemoryStream();
        var export = new TickExport(original, TickSelection.All);
        Assert.True(export.Run(new DbnTickWriter(stream, export.Instruments, TickKinds.All, unit), CancellationToken.None));

        using IRecordingReader first = RecordingFormats.Open(SharedFeeds.PathOf(file));
        using IRecordingReader second = Made.Open("made.dbn", stream.ToArray());

        long factor = whole ? 1 : 1_000;
        string[] expected = [.. WithoutRepeats(Made.ReadAll(first)).Select(tick => Facts(tick, first, factor))];
        string[] read = [.. Made.ReadAll(second).Select(tick => Facts(tick, second, 1))];
        Assert.Equal(expected.Length, read.Length);
        Assert.Equal(expected, read);
    }

    // Prices in 10^-9, sizes in the file's unit.
    private static string Facts(RecordedTick recorded, IRecordingReader reader, long sizeFactor)
    {
        Tick tick = recorded.Tick;
        Instrument instrument = reader.Instruments[(int)tick.Instrument - 1];
        string Price(long price) => price == Tick.NoPrice ? "-" : DecimalText.ToText(price, instrument.PriceScale);
        string what = tick.Kind == TickKind.Quote
            ? $"{Price(tick.BidPrice)} x {tick.BidSize / sizeFactor} / {Price(tick.AskPrice)} x {tick.AskSize / sizeFactor}"
            : $"{tick.Size / sizeFactor} @ {Price(tick.Price)} {tick.Side}";
        return $"{instrument.FullName} {what} {tick.EventTime.Value} {recorded.RecordedAt.Value}";
    }

    // A quote that says what the one before said is no change of the book, and a reader of DBN leaves it out.
    private static IEnumerable<RecordedTick> WithoutRepeats(IEnumerable<RecordedTick> ticks)
    {
        Dictionary<uint, (long, long, long, long)> last = [];
        foreach (RecordedTick recorded in ticks)
        {
            Tick tick = recorded.Tick;
            (long, long, long, long) book = (tick.BidPrice, tick.BidSize, tick.AskPrice, tick.AskSize);
            if (tick.Kind != TickKind.Quote || !last.TryGetValue(tick.Instrument, out (long, long, long, long) before) || before != book)
            {
                yield return recorded;
            }

            if (tick.Kind == TickKind.Quote)
            {
                last[tick.Instrument] = book;
            }
        }
    }

    private static byte[] Written(Instrument[] instruments, TickKinds kinds, SizeUnit unit, params RecordedTick[] ticks)
    {
        using var stream = new MemoryStream();
        var writer = new DbnTickWriter(stream, instruments, kinds, unit);
        foreach (RecordedTick tick in ticks)
        {
            Assert.True(writer.Write(instruments[tick.Tick.Instrument - 1], in tick, 0));
        }

        writer.Finish();
        return stream.ToArray();
    }

    private static string Refused(RecordedTick tick) =>
        Assert.Throws<ExportRefusedException>(() => Written([Future, Option], TickKinds.All, SizeUnit.One, tick)).Message;

    private static ReadOnlySpan<byte> RecordsOf(byte[] file, out string metadata)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        metadata = Encoding.Latin1.GetString(file, 8, length);
        return file.AsSpan(8 + length);
    }

    private static string Text(ReadOnlySpan<byte> bytes, int at) => Encoding.ASCII.GetString(bytes.Slice(at, 71)).TrimEnd('\0');

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
