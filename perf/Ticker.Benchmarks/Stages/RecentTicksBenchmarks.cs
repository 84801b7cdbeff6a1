using BenchmarkDotNet.Attributes;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// What the ring of recent ticks adds to numbering, and what reading from it costs. The ring has its default size and is
/// full, so every record goes to memory that was not used for a million records.
/// </summary>
[MemoryDiagnoser]
public class RecentTicksBenchmarks
{
    private const int Ticks = 1_000;

    private readonly Sequencer _sequencer = new(epoch: 1);
    private readonly Tick[] _records = new Tick[Ticks];
    private RecentTicks _recent;
    private TickBatch[] _batches;

    [Params(10, 250)]
    public int TicksPerBatch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var options = new PipelineOptions();
        var journey = new Journey();
        _recent = new RecentTicks(options.RecentTicks);
        _batches = [.. Enumerable.Range(0, Ticks / TicksPerBatch).Select(_ => journey.Batch(tradeEvery: 5, TicksPerBatch))];
        for (int n = 0; n <= options.RecentTicks; n += Ticks)
        {
            NumberAndRemember();
        }
    }

    [Benchmark(OperationsPerInvoke = Ticks, Baseline = true)]
    public void Number()
    {
        foreach (TickBatch batch in _batches)
        {
            _sequencer.Stamp(batch);
        }
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void NumberAndRemember()
    {
        foreach (TickBatch batch in _batches)
        {
            _sequencer.Stamp(batch);
            _recent.Add(batch.Ticks);
        }
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public PastRead ReadTheNewest() => _recent.Read(_recent.Last - Ticks, _recent.Last, _records);
}
