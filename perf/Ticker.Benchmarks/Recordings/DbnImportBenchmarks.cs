using BenchmarkDotNet.Attributes;
using Ticker.Benchmarks.Gate;
using Ticker.Benchmarks.Stages;
using Ticker.Recording;
using Ticker.Recording.Import.Dbn;

namespace Ticker.Benchmarks.Recordings;

/// <summary>
/// A DBN file of best levels (mbp-1) in the page cache, from open to end: its instruments in a first reading, its ticks in a
/// second; plain and zstd. Beside it: the first reading alone, an object made for each record, as a textbook does, and the
/// file's bytes read and not looked at. Times are of a record.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory(AllocationRun.NotForTheGate)]
public class DbnImportBenchmarks
{
    private string _plain;
    private string _zstd;

    [GlobalSetup]
    public void SetUp()
    {
        _plain = Path.Combine(Path.GetTempPath(), $"ticker-benchmark-{Environment.ProcessId}.dbn");
        _zstd = _plain + ".zst";
        DbnSampleFile.Write(_plain);
        DbnSampleFile.Compress(_plain, _zstd);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        File.Delete(_plain);
        File.Delete(_zstd);
    }

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records)]
    public long Plain() => Read(_plain);

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records)]
    public int PlainFirstReading() => Open(_plain);

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records)]
    public long Zstd() => Read(_zstd);

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records)]
    public int ZstdFirstReading() => Open(_zstd);

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records, Baseline = true)]
    public long PlainObjectARecord() => TextbookDbn.Read(_plain);

    [Benchmark(OperationsPerInvoke = DbnSampleFile.Records)]
    public long PlainBytesOnly() => TextbookDbn.ReadBytes(_plain);

    private static int Open(string path)
    {
        using DbnReader reader = DbnReader.Open(path);
        return reader.Instruments.Count;
    }

    private static long Read(string path)
    {
        using DbnReader reader = DbnReader.Open(path);
        long sum = 0;
        while (reader.Read(out RecordedTick tick))
        {
            sum += tick.Tick.BidPrice ^ tick.RecordedAt.Value;
        }

        AtOnce.Require(reader.Counts.Records == DbnSampleFile.Records);
        return sum;
    }
}
