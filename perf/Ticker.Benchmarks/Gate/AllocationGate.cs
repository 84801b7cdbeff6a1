namespace Ticker.Benchmarks.Gate;

/// <summary>Holds measured allocations against the budget. Pure.</summary>
public static class AllocationGate
{
    /// <summary>Everything that is wrong, each naming its benchmark; empty when the budget is kept.</summary>
    /// <param name="budget">What may be.</param>
    /// <param name="measured">What is.</param>
    public static IReadOnlyList<string> Violations(IReadOnlyList<BudgetLine> budget, IReadOnlyList<Allocation> measured)
    {
        var violations = new List<string>();
        if (budget.Count == 0)
        {
            violations.Add("the budget is empty");
        }

        foreach (BudgetLine line in budget)
        {
            Allocation[] results = [.. measured.Where(result => result.Benchmark == line.Benchmark)];
            violations.AddRange(results switch
            {
                [] => [$"{line.Benchmark}: is in the budget but did not run"],
                [var one] => Compare(line, one),
                _ => [$"{line.Benchmark}: ran {results.Length} times"],
            });
        }

        violations.AddRange(measured
            .Where(result => budget.All(line => line.Benchmark != result.Benchmark))
            .Select(result => $"{result.Benchmark}: has no line in the budget"));
        violations.AddRange(budget.Where(line => string.IsNullOrWhiteSpace(line.Reason)).Select(line => $"{line.Benchmark}: its budget gives no reason"));
        return violations;
    }

    private static IEnumerable<string> Compare(BudgetLine line, Allocation result)
    {
        // Written so that a result that is not a number is refused too.
        if (!(result.BytesPerTick <= line.BytesPerTick))
        {
            yield return $"{line.Benchmark}: allocates {result.BytesPerTick:0.###} bytes a tick, its budget is {line.BytesPerTick:0.###}";
        }
        else if (result.BytesPerTick < line.AtLeast)
        {
            yield return $"{line.Benchmark}: the meter saw {result.BytesPerTick:0.###} bytes a tick where {line.AtLeast:0.###} are allocated; it sees nothing";
        }
    }
}
