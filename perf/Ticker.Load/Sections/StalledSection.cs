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
        var lateness = new LatencyHistogram();
        Pace.Publish(offer, arguments.WarmUp, lateness);
        for (int pair = 1; pair <= arguments.StalledPairs; pair++)
        {
            double alone = P99(crowd, offer, Alone);
            long aloneBytes = server.ResidentBytes;
            using (var stalled = new StalledCrowd(server.Web, ticker.Request(workload, 0), Stalled))
            {
                Pace.Publish(offer, Settle, lateness);
                Func<CoreUse> cores = CoreUse.Measure(server);
                double beside = P99(crowd, offer, Beside);
                var result = new StalledPair(alone, beside, aloneBytes, server.ResidentBytes, stalled.ThrownOut, stalled.Refused, cores().OtherCores);
                _pairs.Add(result);
                Console.WriteLine(
                    $"w5  pair {pair}  healthy p99 {alone:0.00} ms alone, {beside:0.00} ms beside {Stalled} stalled, ratio {result.Ratio:0.00}  "
                    + $"thrown out {result.ThrownOut}  {aloneBytes >> 20} and {result.BesideBytes >> 20} MiB  others {result.OtherCores:0.00} cores");
            }

            Pace.Publish(offer, Settle, lateness);
        }

        crowd.Stop();
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
