using BenchmarkDotNet.Attributes;
using Ticker.Benchmarks.Stages;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Journal;

namespace Ticker.Benchmarks.Recordings;

/// <summary>
/// A recording in the page cache, read with its checksums verified: by whole blocks, tick by tick, and beside it a bare copy of
/// as many bytes in memory, than which nothing that touches them once can be faster.
/// </summary>
[MemoryDiagnoser]
public class RecordingReadBenchmarks
{
    /// <summary>How many ticks an invocation reads.</summary>
    private const int Ticks = 10_000;

    private const int Kept = 1_000_000;

    private string _directory;
    private RecordingReader _reader;
    private byte[] _bytes;
    private byte[] _copied;
    private int _at;

    [GlobalSetup]
    public void SetUp()
    {
        _directory = MemoryDirectory.Create();
        TickBatch batch = new Journey().Batch(tradeEvery: 5, 250);
        IEnumerable<Instrument> instruments = Enumerable.Range(1, Journey.InstrumentCount).Select(n => new Instrument { Name = new InstrumentName("XNAS", $"I{n}"), PriceScale = 2, SizeScale = 0 });
        using (RecordingWriter writer = RecordingWriter.Create(_directory, instruments))
        {
            for (int n = 0; n < Kept; n++)
            {
                writer.Append(batch.Ticks[n % batch.Count] with { Sequence = 0 });
            }

            writer.Complete();
        }

        _reader = RecordingReader.Open(_directory);
        _bytes = new byte[Kept * Tick.ByteSize];
        _copied = new byte[256 * 1024];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _reader.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long Blocks()
    {
        long sum = 0;
        for (int read = 0; read < Ticks;)
        {
            ReadOnlySpan<Tick> ticks = _reader.ReadBlock();
            foreach (ref readonly Tick tick in ticks)
            {
                sum += tick.Price;
            }

            read += ticks.Length;
            BeginAgain(ticks.IsEmpty);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long OneByOne()
    {
        long sum = 0;
        for (int read = 0; read < Ticks;)
        {
            bool more = _reader.Read(out RecordedTick tick);
            sum += tick.Tick.Price;
            read += more ? 1 : 0;
            BeginAgain(!more);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Ticks, Baseline = true)]
    public byte CopiedBytes()
    {
        for (int left = Ticks * Tick.ByteSize; left > 0;)
        {
            int length = Math.Min(Math.Min(left, _copied.Length), _bytes.Length - _at);
            _bytes.AsSpan(_at, length).CopyTo(_copied);
            _at = (_at + length) % _bytes.Length;
            left -= length;
        }

        return _copied[0];
    }

    private void BeginAgain(bool ended)
    {
        if (ended)
        {
            _reader.Seek(_reader.Start);
        }
    }
}
