using Ticker.Model;
using Ticker.Recording.History;

namespace Ticker.Recording.Tests.History;

public sealed class HistoryBoundTests
{
    [Theory]
    [InlineData("1700000000000:17", 1_700_000_000_000, 17ul)]
    [InlineData("0:0", 0, 0ul)]
    [InlineData("1:18446744073709551615", 1, ulong.MaxValue)]
    public void Parse_APosition_IsOne(string text, long epoch, ulong sequence)
    {
        Assert.Null(HistoryBound.Parse(text, out HistoryBound bound));
        Assert.Equal(HistoryBound.At(new StreamPosition(epoch, sequence)), bound);
    }

    [Theory]
    [InlineData("1723161253937412001", 1_723_161_253_937_412_001)]
    [InlineData("2024-08-08T23:54:13.937412001Z", 1_723_161_253_937_412_001)]
    [InlineData("2024-08-09T01:54:13.937412001+02:00", 1_723_161_253_937_412_001)]
    [InlineData("2024-08-09T01:54:13.937412001 02:00", 1_723_161_253_937_412_001)]
    [InlineData("2024-08-08", 1_723_075_200_000_000_000)]
    [InlineData("0", 0)]
    public void Parse_AnInstant_IsExact(string text, long nanos)
    {
        Assert.Null(HistoryBound.Parse(text, out HistoryBound bound));
        Assert.Equal(HistoryBound.At(new UnixNanos(nanos)), bound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData(":")]
    [InlineData("1:")]
    [InlineData("1:2:3")]
    [InlineData("-1:2")]
    [InlineData("9223372036854775808:1")]
    [InlineData("1723161253")]
    [InlineData("1723161253937412")]
    [InlineData("2024-08-08T23:54:13 2:00")]
    public void Parse_SomethingElse_SaysWhatIsWrong(string text) => Assert.NotNull(HistoryBound.Parse(text, out _));
}
