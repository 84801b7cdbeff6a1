using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Binance;
using Ticker.Recording.Tests.Import.Binance;

namespace Ticker.Recording.Tests.Import;

public class MergedRecordingTests
{
    [Fact]
    public void Read_ThreeRecordings_ByReceiveTimeThenByPlace()
    {
        using var merged = new MergedRecording([Recording("AAA", 10, 40, 40), Recording("BBB", 20, 40, 50), Recording("CCC", 5, 30)]);

        Assert.Equal("C5 A10 B20 C30 A40 A40 B40 B50", string.Join(' ', RawText.ReadAll(merged).Select(tick => $"{(char)('@' + tick.Tick.Instrument)}{tick.RecordedAt.Value}")));
        Assert.Equal(["BINANCE:AAA", "BINANCE:BBB", "BINANCE:CCC"], merged.Instruments.Select(instrument => instrument.FullName));
        Assert.False(merged.Read(out _));
        Assert.Equal(merged.Length, merged.BytesRead);
    }

    [Fact]
    public void Read_TimesThatStepBack_KeepTheirOrder()
    {
        using var merged = new MergedRecording([Recording("AAA", 10, 7, 30), Recording("BBB", 9, 20)]);

        Assert.Equal([9, 10, 7, 20, 30], RawText.ReadAll(merged).Select(tick => tick.RecordedAt.Value));
    }

    [Fact]
    public void Read_TwoDaysOfOneInstrument_OneInstrument()
    {
        using var merged = new MergedRecording([Recording("AAA", 30, 40), Recording("BBB", 35), Recording("AAA", 10, 20)]);
        List<RecordedTick> ticks = RawText.ReadAll(merged);

        Assert.Equal(["BINANCE:AAA", "BINANCE:BBB"], merged.Instruments.Select(instrument => instrument.FullName));
        Assert.Equal([1U, 1U, 1U, 2U, 1U], ticks.Select(tick => tick.Tick.Instrument));
        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL], ticks.Select(tick => tick.Tick.Sequence));
    }

    [Fact]
    public void Read_OneIsDamaged_AllUpToItsLastTickAndThenTheError()
    {
        string good = Line("AAA", 10);
        using var merged = new MergedRecording([RawText.Open(good, Line("AAA", 12), "broken"), Recording("BBB", 11, 20)]);

        Assert.True(merged.Read(out _));
        Assert.True(merged.Read(out _));
        Assert.True(merged.Read(out RecordedTick last));
        Assert.Equal(12, last.RecordedAt.Value);
        Assert.Equal(3, Assert.Throws<RecordingFormatException>(() => merged.Read(out _)).Line);
        Assert.Equal(3, Assert.Throws<RecordingFormatException>(() => merged.Read(out _)).Line);
    }

    [Fact]
    public void Read_OneNameWithTwoScales_TheFinerOneExactly()
    {
        using var merged = new MergedRecording(
            [Made.Open("a", "time,symbol,bid,bid_size,ask,price,size\n5,X:Y,1.5,2,,,\n7,X:Y,,,,3,4\n"), Made.Open("b", "time,symbol,bid,bid_size,ask,price,size\n6,X:Y,,,0.125,,\n8,X:Y,,,,1,0.25\n")]);

        Assert.Equal((1, 3, 2), (merged.Instruments.Count, merged.Instruments[0].PriceScale, merged.Instruments[0].SizeScale));
        Assert.Equal(
            ["X:Y 1.5 x 2 / -", "X:Y - / 0.125 x 0", "X:Y 4 @ 3 None 0", "X:Y 0.25 @ 1 None 0"],
            Made.Lines(merged).Select(line => line[..line.IndexOf("000000000", StringComparison.Ordinal)][..^2]));
    }

    [Fact]
    public void Read_TooLargeForTheFinerScale_AllBeforeItAndThenAnError()
    {
        using var merged = new MergedRecording(
            [Made.Open("a", "time,symbol,price,size\n5,X:Y,1,4\n7,X:Y,123456789012,1\n"), Made.Open("b", "time,symbol,price,size\n6,X:Y,0.00000001,1\n")]);

        Assert.True(merged.Read(out _));
        Assert.True(merged.Read(out RecordedTick last));
        Assert.Equal(2UL, last.Tick.Sequence);
        for (int again = 0; again < 2; again++)
        {
            RecordingFormatException wrong = Assert.Throws<RecordingFormatException>(() => merged.Read(out _));
            Assert.Equal("X:Y", wrong.File);
            Assert.Contains("123456789012 of the coarser is too large for the 8 more decimals", wrong.Wrong, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void New_None_EmptyRecording()
    {
        using var merged = new MergedRecording([]);

        Assert.False(merged.Read(out _));
        Assert.Empty(merged.Instruments);
    }

    [Fact]
    public void Merged_OfMerged_Works()
    {
        using var merged = new MergedRecording([new MergedRecording([Recording("AAA", 1), Recording("BBB", 3)]), Recording("CCC", 2)]);

        Assert.Equal([1U, 3U, 2U], RawText.ReadAll(merged).Select(tick => tick.Tick.Instrument));
    }

    private static BinanceRawReader Recording(string symbol, params long[] times) => RawText.Open([.. times.Select(time => Line(symbol, time))]);

    private static string Line(string symbol, long time) =>
        time + $$$""" {"stream":"x","data":{"u":1,"s":"{{{symbol}}}","b":"1.0","B":"1","a":"1.1","A":"1"}}""";
}
