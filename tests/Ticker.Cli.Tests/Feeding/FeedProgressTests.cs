using Ticker.Cli.Feeding;

namespace Ticker.Cli.Tests.Feeding;

public class FeedProgressTests
{
    [Fact]
    public void Line_HalfDone_HasBarRateAndTimeLeft() =>
        Assert.Equal(
            "[============            ]  50%  60,000 ticks  2,000/s  acked 59,000  eta 0:00:30",
            FeedProgress.Line(0.5, 60_000, 59_000, TimeSpan.FromSeconds(30), bar: true));

    [Fact]
    public void Line_WithoutAnEnd_HasCountsAndTimeGone() =>
        Assert.Equal("60,000 ticks  2,000/s  acked 59,000  0:00:30", FeedProgress.Line(double.NaN, 60_000, 59_000, TimeSpan.FromSeconds(30), bar: true));

    [Fact]
    public void Line_Plain_HasNoBar() =>
        Assert.Equal("100%  5 ticks  5/s  acked 5", FeedProgress.Line(1.2, 5, 5, TimeSpan.FromSeconds(1), bar: false));
}
