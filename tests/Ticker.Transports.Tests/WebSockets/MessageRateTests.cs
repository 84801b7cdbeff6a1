using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class MessageRateTests
{
    [Fact]
    public void TryTake_BeyondTheBurst_IsRefusedUntilTimeHasPassed()
    {
        var time = new ManualTime();
        var rate = new MessageRate(perSecond: 10, burst: 3, time);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => rate.TryTake()));
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => rate.TryTake()));
    }

    [Fact]
    public void TryTake_AfterALongPause_GivesTheBurstAndNoMore()
    {
        var time = new ManualTime();
        var rate = new MessageRate(perSecond: 10, burst: 3, time);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.TryTake()));
    }

    [Fact]
    public void TryTake_AtTheLongRunRate_IsNeverRefused()
    {
        var time = new ManualTime();
        var rate = new MessageRate(perSecond: 10, burst: 2, time);
        for (int n = 0; n < 1_000; n++)
        {
            Assert.True(rate.TryTake());
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
