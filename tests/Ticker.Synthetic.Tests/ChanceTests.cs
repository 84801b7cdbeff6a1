namespace Ticker.Synthetic.Tests;

public class ChanceTests
{
    [Fact]
    public void NextBits_SeedZero_IsSplitMix64()
    {
        var random = new RandomSource(0);

        Assert.Equal(0xE220A8397B1DCDAFUL, random.NextBits());
        Assert.Equal(0x6E789E6AA1B965F4UL, random.NextBits());
        Assert.Equal(0x06C45D188009454FUL, random.NextBits());
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(0.3)]
    [InlineData(0.7071067811865476)]
    [InlineData(1)]
    [InlineData(1.4142135623730951)]
    [InlineData(123456.789)]
    public void Log_AnyNumber_AsTheMathematicalOne(double x)
    {
        Assert.Equal(Math.Log(x), PortableMath.Log(x), 1e-10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-12)]
    [InlineData(0.34657)]
    [InlineData(1)]
    [InlineData(25.5)]
    [InlineData(600)]
    public void ExpOfMinus_AnyNumber_AsTheMathematicalOne(double x)
    {
        Assert.Equal(1, PortableMath.ExpOfMinus(x) / Math.Exp(-x), 1e-10);
    }

    [Fact]
    public void ExpOfMinus_VeryLarge_Zero()
    {
        Assert.Equal(0, PortableMath.ExpOfMinus(1e300));
    }

    [Fact]
    public void Bell_ManyDraws_MeanNoughtVarianceOne()
    {
        var random = new RandomSource(11);
        double[] draws = [.. Enumerable.Range(0, 200_000).Select(_ => random.Bell())];

        Assert.Equal(0, draws.Average(), 0.01);
        Assert.Equal(1, draws.Average(x => x * x), 0.02);
    }

    [Fact]
    public void Draw_Weights_InTheirProportion()
    {
        var table = new ActivityTable([1, 2, 0.5, 6.5]);
        var random = new RandomSource(12);
        var counts = new int[4];
        for (int n = 0; n < 100_000; n++)
        {
            counts[table.Draw(random)]++;
        }

        Assert.Equal([0.1, 0.2, 0.05, 0.65], counts.Select(count => Math.Round(count / 100_000.0, 2)));
    }

    [Fact]
    public void Lots_ManyDraws_MeanAsAskedNeverBelowOne()
    {
        var random = new RandomSource(13);
        long[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => HeavyTail.Lots(random, 1_000))];

        Assert.InRange(draws.Average(), 940, 1_060);
        Assert.True(draws.Max() > 20_000);
        Assert.Equal(1, HeavyTail.Lots(random, 0));
    }

    [Fact]
    public void Next_Answers_AreTheBranchingShareOfAll()
    {
        var arrivals = new SelfExcitingArrivals(new RandomSource(14), 0.6);
        double elapsed = 0;
        int answers = 0;
        const int Events = 400_000;
        for (int n = 0; n < Events; n++)
        {
            elapsed += arrivals.Next(40, out bool answer);
            answers += answer ? 1 : 0;
        }

        Assert.Equal(0.6, answers / (double)Events, 0.01);
        Assert.InRange(Events / elapsed, 97, 103);
    }
}
