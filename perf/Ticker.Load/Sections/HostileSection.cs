using System.Diagnostics;
using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Hostile;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;
using Ticker.Tests.Hostile;

namespace Ticker.Load.Sections;

/// <summary>
/// Whether hostile connections harm healthy subscribers: one server that asks who comes, on which the healthy are alone and
/// beside hostile connections of every kind in turn, and whether it holds as much afterwards as before.
/// </summary>
internal sealed class HostileSection(LoadArguments arguments) : ISection
{
    private const double MostRatio = 1.2;

    // Of fewer, one slow moment of the machine is the median.
    private const int LeastPairs = 9;
    private const double MostHeapGrowth = 0.05;

    // As many as a server keeps by default, and some.
    private const long RecentTicks = 1_100_000;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    // A guard against waiting for ever, no measure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<HostilePair> _pairs = [];
    private readonly IReadOnlyList<HostileKind> _kinds = HostileClients.Named(arguments.HostileNames);
    private readonly HostileCounts _counts = new();
    private readonly List<string> _failures = [];
    private ServerFigures? _before;
    private bool _isWhole;

    public bool Passed => _failures.Count == 0;

    public void Measure() => GuardedRun.Measure("hostile", MeasureAll, _failures);

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## Hostile: {Workload.W2.Subscribers} healthy subscribers of W2 alone and beside {arguments.HostileRate} hostile connections a second of {_kinds.Count} kinds").AppendLine();
        page.AppendLine("| pair | healthy p99 alone | beside hostile | ratio | hostile connections | server cores alone | beside | hostile cores | other cores | collector paused alone | beside | server's heap in use afterwards | anonymous memory | budget taken | descriptors |");
        page.AppendLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        if (_before is { } before)
        {
            page.AppendLine($"| before | | | | | | | | | | | {Held(before)}");
        }

        foreach ((int index, HostilePair pair) in _pairs.Index())
        {
            page.AppendLine(
                $"| {index + 1} | {pair.AloneMillis:0.00} ms | {pair.BesideMillis:0.00} ms | {pair.Ratio:0.00} | {pair.Offered:N0} | {pair.AloneCores:0.00} | {pair.BesideCores:0.00} | {pair.HostileCores:0.00} | {pair.OtherCores:0.00} | {pair.AlonePausedMillis:0} ms | {pair.BesidePausedMillis:0} ms | {Held(pair.After)}");
        }

        page.AppendLine();
        if (_pairs.Count > 0)
        {
            page.AppendLine($"Median ratio **{Median.Of(_pairs, pair => pair.Ratio):0.00}**, wanted {MostRatio:0.00} or less; each measured for {arguments.Duration.TotalSeconds:0} s. {(_isWhole ? "No healthy connection was lost, and all that was published is accounted for at each." : "Healthy connections: see below.")}").AppendLine();
        }

        page.AppendLine($"What became of {_counts.Offered:N0} hostile connections, the first round of which does not count for the ages: ");
        page.AppendLine(string.Join(" · ", _kinds.Select(kind => $"{kind.Name}: {string.Join(", ", _counts.OutcomesOf(kind.Name).Select(outcome => $"{outcome.Key} {outcome.Value}"))}"))).AppendLine();
        foreach (string failure in _failures)
        {
            page.AppendLine($"- failed: {failure}").AppendLine();
        }
    }

    /// <summary>Has the ring of recent ticks be written whole: until then every tick makes a server's resident memory larger.</summary>
    internal static void FillRing(IOffer offer)
    {
        while (offer.Counts.Ticks < RecentTicks)
        {
            offer.SendNext();
        }
    }

    private static string Held(ServerFigures figures) =>
        $"{figures.Heap / 1048576.0:0.0} MiB | {figures.Anonymous / 1048576.0:0.0} MiB | {figures.Budget:N0} | {figures.Descriptors} |";

    private void MeasureAll(HostileKeys keys)
    {
        Workload workload = Workload.W2;
        GrpcContender ticker = GrpcContender.Guarded(arguments.Server, arguments.Journal, keys, "--Ticker:Listen:Http2=http://127.0.0.1:0");
        using ServerProcess server = ticker.Start();
        using IOffer offer = ticker.Offer(server, workload);
        using var crowd = new Crowd(server.Web, [.. Enumerable.Range(0, workload.Subscribers).Select(n => ticker.Request(workload, n))]);
        using HostileProcess hostile = HostileProcess.Start(server, keys.Guest, arguments.HostileNames);
        FillRing(offer);
        Pace.Publish(offer, arguments.WarmUp, new LatencyHistogram());

        // Each kind twice: what is compiled for it and kept from then on is no part of what it costs.
        Task<HostileCounts> warmUp = hostile.AttackAsync(2 * arguments.HostileRate, 2 * _kinds.Count);
        _counts.Add(PublishUntil(offer, warmUp));
        _before = Figures(server, offer, keys);
        Console.WriteLine($"hostile  before  {_before}");
        for (int pair = 1; pair <= arguments.Pairs; pair++)
        {
            HostilePair result = MeasurePair(server, offer, crowd, hostile, keys, hostileFirst: pair % 2 == 0);
            _pairs.Add(result);
            Console.WriteLine(
                $"hostile  pair {pair}  healthy p99 {result.AloneMillis:0.00} ms alone, {result.BesideMillis:0.00} ms beside {result.Offered} hostile, ratio {result.Ratio:0.00}  "
                + $"server {result.AloneCores:0.00} and {result.BesideCores:0.00} cores, hostile {result.HostileCores:0.00}, others {result.OtherCores:0.00}  collector paused {result.AlonePausedMillis:0} and {result.BesidePausedMillis:0} ms  {result.After}");
        }

        _failures.AddRange(_counts.Wrong(_kinds));
        _failures.AddRange(Leftovers.Of(_before, _pairs[^1].After, (long)(_before.Heap * MostHeapGrowth), () => Figures(server, offer, keys)));
        _isWhole = HasEverything(crowd, offer.Counts.Ticks * workload.Subscribers) && !crowd.HasFailed;
        if (!_isWhole)
        {
            _failures.Add("not all that was published is accounted for");
        }

        if (_pairs.Count >= LeastPairs && Median.Of(_pairs, pair => pair.Ratio) > MostRatio)
        {
            _failures.Add($"the median ratio of {_pairs.Count} pairs is over {MostRatio:0.00}");
        }

        crowd.Stop();
        Console.WriteLine($"hostile  median ratio {Median.Of(_pairs, pair => pair.Ratio):0.00}, {_counts.Offered:N0} hostile connections");
    }

    private HostilePair MeasurePair(ServerProcess server, IOffer offer, Crowd crowd, HostileProcess hostile, HostileKeys keys, bool hostileFirst)
    {
        (double Millis, CoreUse Cores, double PausedMillis) alone = hostileFirst ? default : P99(server, crowd, offer, keys);
        Task<HostileCounts> attack = hostile.AttackAsync(arguments.HostileRate, (int)(arguments.HostileRate * arguments.Duration.TotalSeconds));
        TimeSpan used = hostile.ProcessorTime;
        (double Millis, CoreUse Cores, double PausedMillis) beside = P99(server, crowd, offer, keys);
        used = hostile.ProcessorTime - used;
        HostileCounts counts = PublishUntil(offer, attack);
        _counts.Add(counts);
        ServerFigures after = Figures(server, offer, keys);
        alone = hostileFirst ? P99(server, crowd, offer, keys) : alone;
        CoreUse cores = beside.Cores;
        return new HostilePair(
            alone.Millis, beside.Millis, alone.Cores.ServerCores, cores.ServerCores, used / cores.Elapsed, Math.Max(0, (cores.Others - used) / cores.Elapsed), counts.Offered, alone.PausedMillis, beside.PausedMillis, after);
    }

    // The load goes on meanwhile.
    private static HostileCounts PublishUntil(IOffer offer, Task<HostileCounts> attack)
    {
        while (!attack.IsCompleted)
        {
            Pace.Publish(offer, Slice, new LatencyHistogram());
        }

        Pace.Publish(offer, Settle, new LatencyHistogram());
        return attack.GetAwaiter().GetResult();
    }

    private static ServerFigures Figures(ServerProcess server, IOffer offer, HostileKeys keys)
    {
        ServerFigures figures = ServerFigures.Of(server, keys.Market);
        Pace.Publish(offer, Settle, new LatencyHistogram());
        return figures;
    }

    private (double Millis, CoreUse Cores, double PausedMillis) P99(ServerProcess server, Crowd crowd, IOffer offer, HostileKeys keys)
    {
        double paused = ServerFigures.PausedMillis(server, keys.Market);
        crowd.ClearAges();
        Func<CoreUse> cores = CoreUse.Measure(server);
        crowd.Count(true);
        Pace.Publish(offer, arguments.Duration, new LatencyHistogram());
        crowd.Count(false);
        return (crowd.Ages.NanosAt(0.99) / 1e6, cores(), ServerFigures.PausedMillis(server, keys.Market) - paused);
    }

    private static bool HasEverything(Crowd crowd, long expected)
    {
        long start = Stopwatch.GetTimestamp();
        while (crowd.StandFor < expected && !crowd.HasFailed && Stopwatch.GetElapsedTime(start) < Patience)
        {
            Thread.Yield();
        }

        return crowd.StandFor == expected;
    }
}
