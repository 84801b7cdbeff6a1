using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>A workload, and what is wanted of Ticker there, as a part of what the textbook design takes.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="MostCpu">Server CPU.</param>
/// <param name="MostP99">Age of data on arrival, 99th percentile; null = no part was set for it.</param>
public sealed record RivalCase(Workload Workload, double MostCpu, double? MostP99)
{
    public static IReadOnlyList<RivalCase> All { get; } =
    [
        new(Workload.W1, 0.42, 0.40), new(Workload.W2, 0.40, 0.25), new(Workload.W3, 0.35, 0.10), new(Workload.W4, 0.45, null),
    ];
}
