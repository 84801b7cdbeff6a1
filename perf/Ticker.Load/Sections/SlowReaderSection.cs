using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Sections;

/// <summary>
/// How old the values are that a reader at 100 KB/s gets, beside a healthy crowd: with the receive buffer that the kernel
/// gives, and with a small one, as what lies in it is beyond the server's reach.
/// </summary>
public sealed class SlowReaderSection(IContender ticker, LoadArguments arguments) : ISection
{
    private const int BytesPerSecond = 100_000;
    private const int SmallBuffer = 16 * 1024;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    private readonly List<(string Buffer, LatencyHistogram Ages)> _results = [];
    private string? _failure;

    public bool Passed => _failure is null;

    public void Measure()
    {
        Workload workload = Workload.W5;
        try
        {
            using ServerProcess server = ticker.Start();
            using IOffer offer = ticker.Offer(server, workload);
            using var crowd = new Crowd(server.Web, [.. Enumerable.Range(0, workload.Subscribers).Select(n => ticker.Request(workload, n))]);
            Pace.Publish(offer, arguments.WarmUp, new LatencyHistogram());
            using var usual = new SlowReader(server.Web, ticker.Request(workload, 0), BytesPerSecond, receiveBuffer: null);
            using var small = new SlowReader(server.Web, ticker.Request(workload, 0), BytesPerSecond, SmallBuffer);
            usual.Count();
            small.Count();
            Pace.Publish(offer, Measured, new LatencyHistogram());
            usual.Stop();
            small.Stop();
            _results.Add(("the kernel's own", usual.Ages));
            _results.Add(("16 KiB", small.Ages));
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            _failure = failure.Message.Split('\n')[0];
            Console.WriteLine($"slow  failed: {_failure}");
        }

        foreach ((string buffer, LatencyHistogram ages) in _results)
        {
            Console.WriteLine($"slow  reader at 100 KB/s, receive buffer {buffer}: age p50 {ages.NanosAt(0.5) / 1e6:0} greatest {ages.MaxNanos / 1e6:0} ms, {ages.Count / Measured.TotalSeconds:N0} ticks/s");
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine("## A reader at 100 KB/s beside 100 healthy subscribers").AppendLine();
        page.AppendLine("| its receive buffer | age p50 | greatest | ticks/s |");
        page.AppendLine("|---|---:|---:|---:|");
        foreach ((string buffer, LatencyHistogram ages) in _results)
        {
            page.AppendLine($"| {buffer} | {ages.NanosAt(0.5) / 1e6:0} ms | {ages.MaxNanos / 1e6:0} ms | {ages.Count / Measured.TotalSeconds:N0} |");
        }

        page.AppendLine().AppendLine(_failure is null ? "Wanted: none older than 1,000 ms." : $"Failed: {_failure}").AppendLine();
    }
}
