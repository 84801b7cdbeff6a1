using BenchmarkDotNet.Attributes;

namespace Ticker.Benchmarks.Stages;

/// <summary>Allocates one object in 250 ticks: the smallest leak of a batch or a turn, which the meter must see.</summary>
[MemoryDiagnoser]
public class ControlBenchmarks
{
    private const int Ticks = 250;

    private object _kept = "";

    [Benchmark(OperationsPerInvoke = Ticks)]
    public object OneObjectABatch() => _kept = new object();
}
