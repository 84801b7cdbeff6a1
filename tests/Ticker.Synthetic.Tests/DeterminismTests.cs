using Ticker.Model;

namespace Ticker.Synthetic.Tests;

public class DeterminismTests
{
    [Fact]
    public void Advance_DefaultOptions_SameTicksOnEveryMachine()
    {
        var run = new MarketRun(new SyntheticMarketOptions(), TimeSpan.FromSeconds(60));

        Assert.Equal(122986, run.Ticks.Count);
        Assert.Equal("74fc2fd82af886c2f2373cb836124977a56c5b2b19a114fa2cb23537f5bafda5", run.Hash());
    }

    [Fact]
    public void Advance_SameOptionsTwice_SameTicks()
    {
        var options = new SyntheticMarketOptions { Seed = -77, InstrumentCount = 350, TicksPerSecond = 5_000, Burstiness = 0.9 };

        Assert.Equal(new MarketRun(options, TimeSpan.FromSeconds(20)).Hash(), new MarketRun(options, TimeSpan.FromSeconds(20)).Hash());
    }

    [Fact]
    public void Advance_AnotherSeed_OtherTicks()
    {
        string one = new MarketRun(new SyntheticMarketOptions { Seed = 1 }, TimeSpan.FromSeconds(1)).Hash();
        string two = new MarketRun(new SyntheticMarketOptions { Seed = 2 }, TimeSpan.FromSeconds(1)).Hash();

        Assert.NotEqual(one, two);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Advance_CutIntoOtherCalls_SameTicks(int seed)
    {
        var options = new SyntheticMarketOptions { Seed = 5, TicksPerSecond = 3_000, HaltInterval = TimeSpan.FromSeconds(2) };
        var whole = new MarketRun(options, TimeSpan.FromSeconds(20));
        var market = new SyntheticMarket(options);
        var random = new Random(seed);
        var ticks = new List<Tick>();

        for (long micros = 0; micros < 20_000_000;)
        {
            micros = Math.Min(20_000_000, micros + random.Next(1, 40_000));
            var some = new Tick[random.Next(1, 70)];
            int count;
            do
            {
                count = market.Advance(TimeSpan.FromMicroseconds(micros), MarketRun.Start, some);
                ticks.AddRange(some.AsSpan(0, count));
            }
            while (count == some.Length);
        }

        Assert.Equal(whole.Ticks.Count, ticks.Count);
        Assert.Equal(whole.Hash(), MarketRun.HashOf(ticks));
    }

    [Fact]
    public void Advance_AnotherStart_OnlyEventTimesMove()
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions());
        var later = new SyntheticMarket(new SyntheticMarketOptions());
        var ticks = new Tick[2_000];
        var laterTicks = new Tick[2_000];

        int count = market.Advance(TimeSpan.FromSeconds(2), new UnixNanos(1_000), ticks);
        int laterCount = later.Advance(TimeSpan.FromSeconds(2), new UnixNanos(51_000), laterTicks);

        Assert.Equal(count, laterCount);
        Assert.All(ticks.Zip(laterTicks), pair =>
            Assert.Equal(pair.First, pair.Second with { EventTime = new(pair.Second.EventTime.Value - 50_000) }));
    }

    [Fact]
    public void Advance_NoTimeOrLessThanBefore_AddsNothing()
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions());
        var ticks = new Tick[100_000];

        Assert.Equal(0, market.Advance(TimeSpan.FromTicks(-1), MarketRun.Start, ticks));
        Assert.Equal(400, market.Advance(TimeSpan.Zero, MarketRun.Start, ticks));
        Assert.True(market.Advance(TimeSpan.FromSeconds(1), MarketRun.Start, ticks) > 0);
        Assert.Equal(0, market.Advance(TimeSpan.FromSeconds(0.5), MarketRun.Start, ticks));
        Assert.Equal(0, market.Advance(TimeSpan.FromSeconds(1), MarketRun.Start, ticks));
    }

    [Fact]
    public void Advance_NoRoom_LosesNothing()
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions());
        var one = new Tick[1];

        Assert.Equal(0, market.Advance(TimeSpan.FromSeconds(1), MarketRun.Start, []));
        Assert.Equal(1, market.Advance(TimeSpan.FromSeconds(1), MarketRun.Start, one));
        Assert.Equal(1UL, one[0].Sequence);
        Assert.Equal(1UL, market.LastSequence);
    }

    [Fact]
    public void Advance_Warm_AllocatesNothing()
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions { TicksPerSecond = 100_000, HaltInterval = TimeSpan.FromSeconds(1) });
        var ticks = new Tick[1_000_000];
        market.Advance(TimeSpan.FromSeconds(3), MarketRun.Start, ticks);
        int second = 3;

        Assert.Equal(0, Allocations.LeastOf(() => Assert.True(market.Advance(TimeSpan.FromSeconds(++second), MarketRun.Start, ticks) > 10_000)));
    }
}
