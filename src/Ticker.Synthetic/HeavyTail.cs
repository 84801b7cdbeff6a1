namespace Ticker.Synthetic;

/// <summary>
/// Sizes with a heavy tail: many small ones and now and then a very large one, as order sizes are. A Pareto law with
/// exponent 1.5, cut at its 0.9998 quantile and scaled to a mean of about 1, read from a table of quantiles.
/// </summary>
internal static class HeavyTail
{
    private const int Steps = 4096;
    private static readonly double[] Quantiles = ComputeQuantiles();

    /// <summary>A size in lots.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="meanLots">The mean, at least 1.</param>
    /// <returns>At least 1.</returns>
    public static long Lots(RandomSource random, long meanLots) =>
        Math.Max(1, (long)(meanLots * Quantiles[random.NextBits() >> 52]));

    private static double[] ComputeQuantiles()
    {
        var quantiles = new double[Steps];
        double sum = 0;
        for (int n = 0; n < Steps; n++)
        {
            // (1 - u)^(-2/3) at the middle of each step.
            double tail = (Steps - n - 0.5) / Steps;
            quantiles[n] = 1 / PortableMath.ExpOfMinus(-PortableMath.Log(tail) * (2.0 / 3));
            sum += quantiles[n];
        }

        for (int n = 0; n < Steps; n++)
        {
            quantiles[n] *= Steps / sum;
        }

        return quantiles;
    }
}
