using System.Diagnostics;
using Ticker.Benchmarks.Stages;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Journal;

namespace Ticker.Benchmarks.Recordings;

/// <summary>Writes a recording larger than any cache, and measures how long it takes to open it and to go to a time in it.</summary>
internal static class LargeRecording
{
    private const int Rounds = 21;

    /// <summary>Measures, prints, and deletes the recording.</summary>
    /// <param name="directory">Where it may be written.</param>
    /// <param name="gigabytes">How large.</param>
    public static void Measure(string directory, double gigabytes)
    {
        string path = Path.Combine(directory, $"ticker-{Guid.NewGuid():N}");
        try
        {
            long ticks = (long)(gigabytes * 1e9 / Tick.ByteSize);
            TimeSpan writing = Write(path, ticks);
            long bytes = Directory.EnumerateFiles(path).Sum(file => new FileInfo(file).Length);
            Console.WriteLine($"written: {bytes / 1e9:F2} GB, {ticks:N0} ticks in {writing.TotalSeconds:F1} s, {ticks / writing.TotalSeconds / 1e6:F1} million ticks/s with the disk");
            Look("first, after the pages of its files were given back where the system lets us", path, ticks, drop: true);
            Look("again, from the page cache", path, ticks, drop: false);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static TimeSpan Write(string path, long ticks)
    {
        TickBatch batch = new Journey().Batch(tradeEvery: 5, 250);
        Tick[] sample = batch.Ticks.ToArray();
        IEnumerable<Instrument> instruments = Enumerable.Range(1, Journey.InstrumentCount).Select(n => new Instrument { Name = new InstrumentName("XNAS", $"I{n}"), PriceScale = 2, SizeScale = 0 });
        long began = Stopwatch.GetTimestamp();
        using RecordingWriter writer = RecordingWriter.Create(path, instruments);
        for (long n = 0; n < ticks; n++)
        {
            writer.Append(sample[n % sample.Length] with { Sequence = 0, ReceiveTime = new UnixNanos((n + 1) * 1_000) });
        }

        writer.Complete();
        return Stopwatch.GetElapsedTime(began);
    }

    private static void Look(string what, string path, long ticks, bool drop)
    {
        var random = new Random(1);
        List<double> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            if (drop && !TryDropCaches())
            {
                Console.WriteLine($"{what}: not possible without being root");
                return;
            }

            long second = random.NextInt64(1, ticks);
            long began = Stopwatch.GetTimestamp();
            using RecordingReader reader = RecordingReader.Open(path);
            bool found = reader.Seek(new UnixNanos(second * 1_000)) & reader.Read(out RecordedTick tick);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!found || tick.RecordedAt.Value != second * 1_000)
            {
                throw new InvalidOperationException($"tick {second} was looked for, {tick} found");
            }
        }

        // The first time, code was compiled.
        double first = times[0];
        times.RemoveAt(0);
        times.Sort();
        Console.WriteLine($"opened, sent to a time and read, {what}: median {times[times.Count / 2]:F1} ms, worst {times[^1]:F1} ms of {times.Count}, the very first {first:F1} ms");
    }

    private static bool TryDropCaches()
    {
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "1");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
