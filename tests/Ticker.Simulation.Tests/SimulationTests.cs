using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests;

public sealed class SimulationTests
{
    /// <summary>Further seeds: <c>tests/simulate --seeds 100000 --from 2001</c>.</summary>
    [Fact]
    public void Run_TwoThousandSeeds_KeepEveryPromise()
    {
        var failures = new List<string>();
        int run = SeedRange.Run(from: 1, count: 2_000, mostFailures: 1, failures.Add);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(2_000, run);
    }
}
