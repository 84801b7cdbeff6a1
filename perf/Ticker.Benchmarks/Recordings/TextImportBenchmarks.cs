using BenchmarkDotNet.Attributes;
using Ticker.Benchmarks.Gate;
using Ticker.Benchmarks.Stages;
using Ticker.Recording;
using Ticker.Recording.Import;

namespace Ticker.Benchmarks.Recordings;

/// <summary>
/// Texts in the page cache, from open to end: instruments and scales in a first reading, exact ticks in a second. Beside it the
/// first reading alone, and what a program does that takes a text apart with <c>Split</c> and <c>decimal</c>, in one reading and
/// without knowing any scale. Times are of a tick.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory(AllocationRun.NotForTheGate)]
public class TextImportBenchmarks
{
    private string _folder;
    private string _path;

    [Params("tardis", "tardis.gz", "binance", "lean", "csv")]
    public string Format { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("ticker-benchmark").FullName;
        _path = TextSampleFile.Write(_folder, Format);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(OperationsPerInvoke = TextSampleFile.Ticks)]
    public long Import()
    {
        using IRecordingReader reader = RecordingFormats.Open(_path);
        long sum = 0;
        long count = 0;
        for (; reader.Read(out RecordedTick tick); count++)
        {
            sum += tick.Tick.BidPrice ^ tick.RecordedAt.Value;
        }

        AtOnce.Require(count == TextSampleFile.Ticks);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = TextSampleFile.Ticks)]
    public int FirstReading()
    {
        using IRecordingReader reader = RecordingFormats.Open(_path);
        return reader.Instruments.Count;
    }

    [Benchmark(OperationsPerInvoke = TextSampleFile.Ticks, Baseline = true)]
    public decimal SplitAndDecimal() => TextbookText.Read(_path);
}
