namespace Ticker.Load.Runs;

/// <summary>The value in the middle; of an even number, the mean of the two in the middle.</summary>
internal static class Median
{
    public static double Of<T>(IEnumerable<T> runs, Func<T, double> of)
    {
        double[] ordered = [.. runs.Select(of).Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
