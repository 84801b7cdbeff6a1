using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Ticker.Benchmarks.Gate;

/// <summary>
/// Runs every benchmark of this assembly for its allocations: in this process, few iterations, no statistics worth
/// speaking of. Bytes do not need more, and times are not what is asked for.
/// </summary>
public static class AllocationRun
{
    /// <summary>The category of benchmarks that are for their times alone: an invocation of theirs is too long for this.</summary>
    public const string NotForTheGate = "not for the gate";

    /// <summary>Invocations in an iteration: with 250 ticks or more each, a lost byte in every tick stands far out of the noise.</summary>
    private const int Invocations = 1_024;

    // A process also allocates with time: a timer, a thread, a pool that grows to its first burst. What comes of ticks
    // comes every time, so the least of a few runs is what the ticks cost: what is over its budget runs again.
    private const int MostRuns = 6;

    /// <summary>Runs them.</summary>
    /// <param name="artifacts">Where BenchmarkDotNet may leave its files.</param>
    /// <param name="budget">What each may allocate; the least of several runs is held against it.</param>
    public static IReadOnlyList<Allocation> Measure(string artifacts, IReadOnlyList<BudgetLine> budget)
    {
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithInvocationCount(Invocations)
            .WithUnrollFactor(1)
            .WithWarmupCount(3)
            .WithIterationCount(3);
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(new ErrorLogger())
            .AddFilter(new SimpleFilter(benchmark => !benchmark.Descriptor.HasCategory(NotForTheGate)))
            .WithArtifactsPath(artifacts)
            .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.JoinSummary);
        Dictionary<string, Allocation> least = Run(config).ToDictionary(one => one.Benchmark);
        for (int runs = 1; runs < MostRuns; runs++)
        {
            HashSet<string> over = [.. budget.Where(line => least.GetValueOrDefault(line.Benchmark)?.BytesPerTick > line.BytesPerTick).Select(line => line.Benchmark)];
            if (over.Count == 0)
            {
                break;
            }

            foreach (Allocation again in Run(ManualConfig.Create(config).AddFilter(new SimpleFilter(benchmark => over.Contains(NameOf(benchmark))))))
            {
                least[again.Benchmark] = Least([least[again.Benchmark], again]);
            }
        }

        return [.. least.Values];
    }

    private static IEnumerable<Allocation> Run(IConfig config) =>
        BenchmarkRunner.Run(typeof(AllocationRun).Assembly, config).SelectMany(summary => summary.Reports).Select(ToAllocation);

    // A run that failed is not made good by another.
    private static Allocation Least(IReadOnlyList<Allocation> runs) =>
        runs.FirstOrDefault(run => double.IsNaN(run.BytesPerTick)) ?? runs.MinBy(run => run.BytesPerTick)!;

    private static Allocation ToAllocation(BenchmarkReport report) =>
        new(NameOf(report.BenchmarkCase), BytesPerTick(report), report.ResultStatistics?.Mean ?? double.NaN);

    // The framework's own figure is a whole number of bytes; half a byte in each tick must not pass for none.
    // What it counts below one allocation quantum (8 KiB) in a whole iteration is the thread's buffer, not the code.
    private static double BytesPerTick(BenchmarkReport report) =>
        report.Success && report.GcStats.TotalOperations > 0 && report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) is { } bytes
            ? (double)bytes / report.GcStats.TotalOperations
            : double.NaN;

    private static string NameOf(BenchmarkCase benchmark)
    {
        string method = $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}";
        string parameters = string.Join(", ", benchmark.Parameters.Items.Select(parameter => $"{parameter.Name}: {parameter.Value}"));
        return parameters.Length == 0 ? method : $"{method}({parameters})";
    }
}
