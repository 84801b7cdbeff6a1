using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Calls;

public class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("10S", 10_000)]
    [InlineData("1500m", 1_500)]
    [InlineData("3000u", 3)]
    [InlineData("99999999n", 99.9999)]
    [InlineData("0m", 0)]
    public void TryParse_Legal_GivesMilliseconds(string text, double milliseconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), timeout);
    }

    [Fact]
    public void TryParse_BeyondCounting_IsInfinite()
    {
        Assert.True(GrpcTimeout.TryParse("99999999H", out TimeSpan timeout));
        Assert.Equal(Timeout.InfiniteTimeSpan, timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5m")]
    [InlineData("+5m")]
    [InlineData(" 5m")]
    [InlineData("5.0m")]
    [InlineData("123456789m")]
    public void TryParse_Illegal_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));
}
