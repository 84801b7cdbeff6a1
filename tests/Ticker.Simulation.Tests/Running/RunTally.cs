namespace Ticker.Simulation.Tests.Running;

/// <summary>What runs came upon: a simulation in which nothing happens keeps every promise too. Thread-safe.</summary>
internal static class RunTally
{
    private static readonly long[] Counts = new long[Enum.GetValues<Happening>().Length];

    public static void Add(Happening what, long count = 1) => Interlocked.Add(ref Counts[(int)what], count);

    public static long Of(Happening what) => Volatile.Read(ref Counts[(int)what]);

    public static string Describe() => string.Join(", ", Enum.GetValues<Happening>().Select(what => $"{what} {Of(what)}"));
}
