using BenchmarkDotNet.Attributes;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Recording.Journal;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// What a journal adds to numbering: batches as they come together under load, put into blocks with their checksums and
/// written to files in memory, so that no disk is measured.
/// </summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int Ticks = 1_000;
    private const int MostTogether = 64;

    private string _directory;
    private LiveJournal _journal;
    private Sequencer _sequencer;
    private TickBatch[] _batches;

    [Params(10, 250)]
    public int TicksPerBatch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _directory = MemoryDirectory.Create();
        var journey = new Journey();
        _batches = [.. Enumerable.Range(0, Ticks / TicksPerBatch).Select(_ => journey.Batch(tradeEvery: 5, TicksPerBatch))];
        var options = new JournalOptions { Directory = _directory, Sync = "none", MaxBytes = 256 * 1024 * 1024 };
        _journal = LiveJournal.Open(options, TimeProvider.System, notice => Console.WriteLine(notice.Text));
        _sequencer = new Sequencer(_journal.Stored.Epoch, _journal.Stored.Sequence);
        _journal.Begin(journey.Instruments);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _journal.Dispose();
        Directory.Delete(_directory, recursive: true);
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
    public void NumberAndKeep()
    {
        int together = 0;
        foreach (TickBatch batch in _batches)
        {
            _sequencer.Stamp(batch);
            if (!_journal.Append(batch) || ++together == MostTogether)
            {
                _journal.Commit();
                together = 0;
            }
        }

        _journal.Commit();
    }
}
