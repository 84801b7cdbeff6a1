using System.Buffers.Binary;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Export;
using Ticker.Recording.Export.Parquet;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Export.Parquet;

/// <summary>What can be told without a reader of Parquet; with one, in clients/js/export.test.mjs.</summary>
public class ParquetTickWriterTests
{
    private static readonly Instrument One = MadeRecording.Instrument(1, "X", "A");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    public void Finish_AnyCountOfRows_EndsWithAFooterOfTheLengthThatItTells(int rows)
    {
        using var stream = new MemoryStream();
        var writer = new ParquetTickWriter(stream, [One], rowsPerGroup: 300);
        for (int n = 1; n <= rows; n++)
        {
            Assert.True(writer.Write(One, Trade((ulong)n, n, 1), 0));
        }

        writer.Finish();
        writer.Finish();

        byte[] bytes = stream.ToArray();
        Assert.Equal("PAR1"u8, bytes.AsSpan(0, 4));
        Assert.Equal("PAR1"u8, bytes.AsSpan(bytes.Length - 4));
        int footer = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8));
        Assert.InRange(footer, 100, bytes.Length - 12);
        string text = Encoding.Latin1.GetString(bytes, bytes.Length - 8 - footer, footer);
        Assert.All(ExportColumns.All, column => Assert.Contains(column, text));
    }

    [Fact]
    public void Write_EighteenDigitsAndOneMore_AreRefusedAsDecimalAndKeptAsMantissa()
    {
        using var stream = new MemoryStream();
        RecordedTick tick = Trade(1, Tick.MaxMantissa, 1);

        var refused = Assert.Throws<ExportRefusedException>(() => new ParquetTickWriter(stream, [One]).Write(One, tick, 0));

        Assert.Contains("X:A: 10000000000000000 in price", refused.Message);
        Assert.True(new ParquetTickWriter(stream, [One], NumberForm.Mantissa).Write(One, tick, 0));
        Assert.True(new ParquetTickWriter(stream, [One, MadeRecording.Instrument(2, "X", "B", priceScale: 12)]).Write(One, tick, 0));
    }

    [Theory]
    [InlineData(1, 1, 0.1)]
    [InlineData(-3763, 2, -37.63)]
    [InlineData(9_007_199_254_740_993, 0, 9007199254740992d)]
    [InlineData(999_999_999_999_999_999, 12, 999999.999999999999)]
    [InlineData(1_000_000_000_000_000_000, 12, 1e6)]
    public void Nearest_Mantissa_IsTheDoubleThatItsTextMeans(long mantissa, int scale, double expected) =>
        Assert.Equal(expected, DoubleColumn.Nearest(mantissa, scale));
}
