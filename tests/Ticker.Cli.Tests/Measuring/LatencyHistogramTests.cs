using Ticker.Cli.Measuring;

namespace Ticker.Cli.Tests.Measuring;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void NanosAt_AnyShare_IsTheExactRankRoundedUpByAtMostOneIn32(double share)
    {
        var random = new Random(7);
        long[] values = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 12)).Order()];
        var histogram = new LatencyHistogram();
        foreach (long value in values)
        {
            histogram.Add(value);
        }

        long exact = values[(int)Math.Ceiling(share * values.Length) - 1];

        Assert.InRange(histogram.NanosAt(share), exact, exact + (exact / 32) + 1);
        Assert.Equal((values.Length, values[^1]), ((int)histogram.Count, histogram.MaxNanos));
    }

    [Fact]
    public void Add_Another_IsAsIfAllHadBeenAddedToOne()
    {
        (LatencyHistogram one, LatencyHistogram other, LatencyHistogram both) = (new(), new(), new());
        foreach (long value in (long[])[0, 31, 32, 1_000_000, long.MaxValue])
        {
            one.Add(value);
            both.Add(value);
            other.Add(value / 3);
            both.Add(value / 3);
        }

        other.Add(-5);
        both.Add(-5);
        one.Add(other);

        Assert.Equal(both.Buckets(), one.Buckets());
        Assert.Equal((both.Count, both.MaxNanos, 1L), (one.Count, one.MaxNanos, one.Negative));
    }

    [Fact]
    public void Buckets_EveryValue_LiesInTheOneThatCountsIt()
    {
        for (long value = 1; value > 0; value = (value * 3) + 1)
        {
            var histogram = new LatencyHistogram();
            histogram.Add(value);

            (long upTo, long count) = Assert.Single(histogram.Buckets());
            Assert.Equal(1, count);
            Assert.True(upTo >= value && upTo - value <= value / 16, $"{value} in {upTo}");
            if (value > long.MaxValue / 4)
            {
                break;
            }
        }
    }
}
