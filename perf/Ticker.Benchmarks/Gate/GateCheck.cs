namespace Ticker.Benchmarks.Gate;

/// <summary>Shows that the gate can fail: made-up results that it has to refuse, and one that it has to pass.</summary>
public static class GateCheck
{
    private static readonly BudgetLine[] Budget = [new("A.Hot", 0, "the hot path"), new("A.Warm", 0.5, "one buffer in 200 ticks", AtLeast: 0.1)];

    /// <summary>What the gate did wrong; empty when it works.</summary>
    public static IReadOnlyList<string> Faults() =>
    [
        .. Expect("results within the budget", [], new("A.Hot", 0, 1), new("A.Warm", 0.5, 1)),
        .. Expect("a byte too much", ["A.Hot: allocates"], new("A.Hot", 1, 1), new("A.Warm", 0.1, 1)),
        .. Expect("a hundredth of a byte too much", ["A.Warm: allocates"], new("A.Hot", 0, 1), new("A.Warm", 0.51, 1)),
        .. Expect("a benchmark that failed", ["A.Hot: allocates"], new("A.Hot", double.NaN, 1), new("A.Warm", 0.1, 1)),
        .. Expect("a benchmark that did not run", ["A.Warm: is in the budget but did not run"], new Allocation("A.Hot", 0, 1)),
        .. Expect("a benchmark without a budget", ["A.New: has no line"], new("A.Hot", 0, 1), new("A.Warm", 0.1, 1), new("A.New", 0, 1)),
        .. Expect("a meter that sees nothing", ["A.Warm: the meter saw"], new("A.Hot", 0, 1), new("A.Warm", 0, 1)),
        .. Expect("no results", ["A.Hot: is in", "A.Warm: is in"]),
    ];

    private static IEnumerable<string> Expect(string situation, string[] violations, params Allocation[] measured)
    {
        IReadOnlyList<string> found = AllocationGate.Violations(Budget, measured);
        bool same = found.Count == violations.Length && found.Zip(violations).All(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal));
        return same ? [] : [$"{situation}: expected [{string.Join("; ", violations)}], found [{string.Join("; ", found)}]"];
    }
}
