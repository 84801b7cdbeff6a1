namespace Ticker.Benchmarks.Gate;

/// <summary>What one benchmark may allocate.</summary>
/// <param name="Benchmark">Its name, as in <see cref="Allocation"/>.</param>
/// <param name="BytesPerTick">The most bytes for each tick.</param>
/// <param name="Reason">Why so much, or why nothing.</param>
/// <param name="AtLeast">The fewest bytes for each tick: above 0 only for a control, which shows that the meter sees.</param>
public sealed record BudgetLine(string Benchmark, double BytesPerTick, string Reason, double AtLeast = 0);
