namespace Ticker.Tests;

/// <summary>What code allocates once it is warm.</summary>
internal static class Allocations
{
    /// <summary>
    /// Runs something that is warm several times and gives the bytes of the run that allocated least. The runtime itself
    /// may allocate while it still compiles what runs; what the code costs shows in every run.
    /// </summary>
    public static long LeastOf(Action run, int times = 8)
    {
        long least = long.MaxValue;
        for (int n = 0; n < times; n++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
