namespace Ticker.Simulation.Tests.Running;

/// <summary>Many seeds, on all cores.</summary>
internal static class SeedRange
{
    /// <summary>Runs seeds until all are run or so many have failed.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="mostFailures">After so many failures no further seed is begun.</param>
    /// <param name="failed">Told each failure; one at a time.</param>
    /// <returns>How many seeds were run.</returns>
    public static int Run(int from, int count, int mostFailures, Action<string> failed)
    {
        int run = 0;
        int failures = 0;
        var gate = new Lock();
        Parallel.For(from, from + count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            string? failure = SeedRun.Try(seed);
            lock (gate)
            {
                run++;
                if (failure is not null)
                {
                    failures++;
                    failed(failure);
                    if (failures >= mostFailures)
                    {
                        loop.Stop();
                    }
                }
            }
        });
        return run;
    }
}
