using Ticker.Model;

namespace Ticker.Synthetic.Tests;

public class RateTests
{
    [Theory]
    [InlineData(20, 7_200, 0.7)]
    [InlineData(2_000, 600, 0.7)]
    [InlineData(2_000, 600, 0)]
    [InlineData(2_000, 600, 0.95)]
    [InlineData(20_000, 120, 0.7)]
    public void Rate_LongRun_AsAsked(double rate, int seconds, double burstiness)
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions { TicksPerSecond = rate, Burstiness = burstiness });
        var ticks = new Tick[4096];
        long total = -2 * market.Instruments.Count;
        int count;
        do
        {
            count = market.Advance(TimeSpan.FromSeconds(seconds), MarketRun.Start, ticks);
            total += count;
        }
        while (count == ticks.Length);

        Assert.InRange(total / (rate * seconds), 0.95, 1.05);
    }

    [Fact]
    public void Burstiness_Asked_CountsVaryFarMoreThanIndependentOnes()
    {
        Assert.InRange(Dispersion(0), 0.5, 2);
        Assert.True(Dispersion(0.7) > 5);
        Assert.True(Dispersion(0.9) > Dispersion(0.7));
    }

    [Fact]
    public void Burstiness_OneInstrument_IsBurstyToo()
    {
        var run = new MarketRun(new SyntheticMarketOptions(), TimeSpan.FromMinutes(5));

        Assert.True(Dispersion(run.Live.Where(tick => tick.Instrument == 1), 300) > 2);
    }

    private static double Dispersion(double burstiness) =>
        Dispersion(new MarketRun(new SyntheticMarketOptions { Burstiness = burstiness, Halts = false }, TimeSpan.FromMinutes(5)).Live, 300);

    /// <summary>The variance of the counts per second over their mean: 1 for independent events.</summary>
    private static double Dispersion(IEnumerable<Tick> ticks, int seconds)
    {
        var counts = new double[seconds];
        foreach (Tick tick in ticks)
        {
            counts[Math.Min(seconds - 1, (tick.EventTime.Value - MarketRun.Start.Value) / 1_000_000_000)]++;
        }

        double mean = counts.Average();
        return counts.Sum(count => (count - mean) * (count - mean)) / seconds / mean;
    }
}
