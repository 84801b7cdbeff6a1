namespace Ticker.Cli.Tests;

public class PaceTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("0.5", 0.5)]
    [InlineData("1000000", 1_000_000)]
    [InlineData("MAX", double.PositiveInfinity)]
    public void TryParse_Speed_IsRead(string text, double factor)
    {
        Assert.True(Pace.TryParse(text, out Pace pace));
        Assert.Equal(factor, pace.Factor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("1000001")]
    [InlineData("1,5")]
    public void TryParse_NoSpeed_IsRefused(string text) => Assert.False(Pace.TryParse(text, out _));

    [Fact]
    public void OurTime_AtTenTimesTheSpeed_IsATenth()
    {
        Assert.Equal(TimeSpan.FromSeconds(3), new Pace(10).OurTime(TimeSpan.FromSeconds(30)));
        Assert.Equal(TimeSpan.FromSeconds(30), new Pace(10).FeedTime(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.Zero, Pace.Max.OurTime(TimeSpan.FromDays(1)));
    }
}
