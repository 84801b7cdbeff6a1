using BenchmarkDotNet.Attributes;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;

namespace Ticker.Benchmarks.Stages;

/// <summary>Numbering the ticks of full batches.</summary>
[MemoryDiagnoser]
public class SequenceBenchmarks
{
    private const int Ticks = 250;

    private readonly Sequencer _sequencer = new(epoch: 1);
    private TickBatch _batch;

    [GlobalSetup]
    public void SetUp() => _batch = new Journey().Batch(tradeEvery: 5, Ticks);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void Stamp() => _sequencer.Stamp(_batch);
}
