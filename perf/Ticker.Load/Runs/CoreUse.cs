using System.Diagnostics;
using System.Globalization;

namespace Ticker.Load.Runs;

/// <summary>Who used the processors for how long, user and system: the server, this program, and everybody else on the machine.</summary>
public sealed record CoreUse(TimeSpan Server, TimeSpan Load, TimeSpan Others, TimeSpan Elapsed)
{
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7, 8];

    public double ServerCores => Server / Elapsed;

    public double LoadCores => Load / Elapsed;

    public double OtherCores => Others / Elapsed;

    /// <summary>Starts to measure; the result tells what was used until it is called.</summary>
    public static Func<CoreUse> Measure(ServerProcess server)
    {
        (TimeSpan serverTime, TimeSpan own, TimeSpan all) = (server.ProcessorTime, Own(), All());
        long start = Stopwatch.GetTimestamp();
        return () =>
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            (TimeSpan used, TimeSpan load) = (server.ProcessorTime - serverTime, Own() - own);
            TimeSpan others = All() - all - used - load;
            return new CoreUse(used, load, others < TimeSpan.Zero ? TimeSpan.Zero : others, elapsed);
        };
    }

    private static TimeSpan Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    // The first line of /proc/stat, in ticks of 10 ms: user, nice, system, idle, iowait, irq, softirq, steal, ..
    private static TimeSpan All()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return TimeSpan.FromMilliseconds(10 * BusyFields.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)));
    }
}
