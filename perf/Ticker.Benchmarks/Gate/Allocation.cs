namespace Ticker.Benchmarks.Gate;

/// <summary>What one benchmark was measured to allocate.</summary>
/// <param name="Benchmark">Class, method and parameters, as in <c>DecodeBenchmarks.Decode(TicksPerMessage: 10)</c>.</param>
/// <param name="BytesPerTick">Bytes of the managed heap for each tick, of all threads; not a number when it failed.</param>
/// <param name="NanosPerTick">The mean time, for the table only: a shared machine cannot be held to it.</param>
public sealed record Allocation(string Benchmark, double BytesPerTick, double NanosPerTick);
