namespace Ticker.Benchmarks.Gate;

/// <summary>Tells a person, and by the exit code a machine, whether the budget is kept.</summary>
public static class GateReport
{
    /// <summary>Prints the table and what is wrong.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(IReadOnlyList<BudgetLine> budget, IReadOnlyList<Allocation> measured)
    {
        Console.WriteLine($"{"benchmark",-66} {"bytes/tick",10} {"budget",8} {"ns/tick",9}");
        foreach (Allocation result in measured)
        {
            string allowed = budget.FirstOrDefault(line => line.Benchmark == result.Benchmark)?.BytesPerTick.ToString("0.###") ?? "none";
            Console.WriteLine($"{result.Benchmark,-66} {result.BytesPerTick,10:0.###} {allowed,8} {result.NanosPerTick,9:0.0}");
        }

        IReadOnlyList<string> violations = AllocationGate.Violations(budget, measured);
        Console.WriteLine();
        foreach (string violation in violations)
        {
            Console.WriteLine($"OVER BUDGET  {violation}");
        }

        Console.WriteLine(violations.Count == 0 ? $"{measured.Count} benchmarks keep the allocation budget." : "The allocation budget is not kept.");
        return violations.Count == 0 ? 0 : 1;
    }
}
