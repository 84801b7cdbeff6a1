namespace Ticker.Simulation.Tests.Running;

/// <summary>One seed, run whole: with its number of lanes, and every fourth once more with another.</summary>
internal static class SeedRun
{
    /// <summary>Runs a seed.</summary>
    /// <returns>What went wrong, with the command that repeats it; null when nothing did.</returns>
    public static string? Try(int seed)
    {
        var plan = new RunPlan(seed);
        return Try(plan, plan.Lanes) ?? (seed % 4 == 0 ? Try(plan, plan.OtherLanes) : null);
    }

    private static string? Try(RunPlan plan, int lanes)
    {
        World? world = null;
        try
        {
            world = new World(plan, lanes);
            world.Run();
            return null;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return $"seed {plan.Seed}, {lanes} lanes, step {world?.Steps} of {plan.Steps}: {broken}\nrepeat it with: tests/simulate --seed {plan.Seed}";
        }
    }
}
