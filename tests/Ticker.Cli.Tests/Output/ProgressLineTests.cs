using Ticker.Cli.Output;

namespace Ticker.Cli.Tests.Output;

public class ProgressLineTests
{
    [Fact]
    public void Line_HalfDone_HasBarRateAndTimeLeft() =>
        Assert.Equal(
            "[============            ]  50%  60,000 ticks  2,000/s  acked 59,000  eta 0:00:30",
            ProgressLine.Line(0.5, 60_000, TimeSpan.FromSeconds(30), bar: true, acked: 59_000));

    [Fact]
    public void Line_WithoutAnEnd_HasCountsAndTimeGone() =>
        Assert.Equal("60,000 ticks  2,000/s  acked 59,000  0:00:30", ProgressLine.Line(double.NaN, 60_000, TimeSpan.FromSeconds(30), bar: true, acked: 59_000));

    [Fact]
    public void Line_Plain_HasNoBar() =>
        Assert.Equal("100%  5 ticks  5/s  acked 5", ProgressLine.Line(1.2, 5, TimeSpan.FromSeconds(1), bar: false, acked: 5));

    [Fact]
    public void Line_WithoutAcks_DoesNotSpeakOfThem() =>
        Assert.Equal(" 50%  5 ticks  5/s  eta 0:00:01", ProgressLine.Line(0.5, 5, TimeSpan.FromSeconds(1), bar: false));
}
