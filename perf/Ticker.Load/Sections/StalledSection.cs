using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Sections;

/// <summary>
/// Whether subscribers that read nothing harm those that read: one server, on which healthy subscribers are alone and
/// beside as many stalled ones in turn.
/// </summary>
public sealed class StalledSection(IContender ticker, LoadArguments arguments) : ISection
{
    private const int Stalled = 100;
    private const double MostRatio = 1.1;

    // Longer than the write deadline of 10 s: that they are thrown out and come back is within what is measured.
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly List<StalledPair> _pairs = [];
    private string? _failure;

    public bool Passed => _failure is null;

    public void Measure()
    {
        try
        {
            MeasureAll();
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            _failure = failure.Message.Split('\n')[0];
            Console.WriteLine($"w5  failed: {_failure}");
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## W5: as W2, {Workload.W5.Subscribers} healthy subscribers alone and beside {Stalled} stalled ones").AppendLine();
        page.AppendLine("| pair | healthy p99 alone | beside stalled | ratio | thrown out | not let in again | resident alone | beside stalled | other cores |");
        page.AppendLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((int index, StalledPair pair) in _pairs.Index())
        {
            page.AppendLine($"| {index + 1} | {pair.AloneMillis:0.00} ms | {pair.BesideMillis:0.00} ms | {pair.Ratio:0.00} | {pair.ThrownOut} | {pair.Refused} | {pair.AloneBytes >> 20} MiB | {pair.BesideBytes >> 20} MiB | {pair.OtherCores:0.00} |");
        }

        page.AppendLine();
        if (_pairs.Count > 0)
        {
            page.AppendLine($"Median ratio **{Median.Of(_pairs, pair => pair.Ratio):0.00}**, wanted {MostRatio:0.00} or less.").AppendLine();
        }

        if (_failure is not null)
        {
            page.AppendLine($"Failed: {_failure}").AppendLine();
        }
    }

    private void MeasureAll()
    {
        Workload workload = Workload.W5;
        using ServerProcess server = ticker.Start();
        using IOffer offer = ticker.Offer(server, workload);
        using var crowd = new Crowd(server.Web, [.. Enumerable.Range(0, workload.Subscribers).Select(n => ticker.Request(workload, n))]);
        Pace.Publish(offer, arguments.WarmUp, new LatencyHistogram());

        // The server has not yet thrown anyone out: what is compiled for that is no part of what the stalled cost.
        StalledPair warmUp = MeasurePair(server, workload, offer, crowd);
        Console.WriteLine($"w5  warm-up  {Say(warmUp)}");
        for (int pair = 1; pair <= arguments.StalledPairs; pair++)
        {
            StalledPair result = MeasurePair(server, workload, offer, crowd);
            _pairs.Add(result);
            Console.WriteLine($"w5  pair {pair}  {Say(result)}");
        }

        crowd.Stop();
    }

    private static string Say(StalledPair pair) =>
        $"healthy p99 {pair.AloneMillis:0.00} ms alone, {pair.BesideMillis:0.00} ms beside {Stalled} stalled, ratio {pair.Ratio:0.00}  "
        + $"thrown out {pair.ThrownOut}  {pair.AloneBytes >> 20} and {pair.BesideBytes >> 20} MiB  others {pair.OtherCores:0.00} cores";

    private StalledPair MeasurePair(ServerProcess server, Workload workload, IOffer offer, Crowd crowd)
    {
        Pace.Publish(offer, Settle, new LatencyHistogram());
        double alone = P99(crowd, offer, Alone);
        long aloneBytes = server.ResidentBytes;
        using var stalled = new StalledCrowd(server.Web, ticker.Request(workload, 0), Stalled);
        Pace.Publish(offer, Settle, new LatencyHistogram());
        Func<CoreUse> cores = CoreUse.Measure(server);
        double beside = P99(crowd, offer, Beside);
        return new StalledPair(alone, beside, aloneBytes, server.ResidentBytes, stalled.ThrownOut, stalled.Refused, cores().OtherCores);
    }

    private static double P99(Crowd crowd, IOffer offer, TimeSpan duration)
    {
        crowd.ClearAges();
        crowd.Count(true);
        Pace.Publish(offer, duration, new LatencyHistogram());
        crowd.Count(false);
        return crowd.Ages.NanosAt(0.99) / 1e6;
    }
}
