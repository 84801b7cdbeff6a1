using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>How old ticks, a fifth of them trades, are when they reach a subscriber.</summary>
public sealed class LatencySection(IContender ticker, LoadArguments arguments) : ISection
{
    private const int Instruments = 200;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    private readonly List<LoadResult> _results = [];

    public bool Passed => _results.TrueForAll(run => run.Complete == true);

    public void Measure()
    {
        var workload = new Workload("latency", Instruments, arguments.Rate, arguments.Subscribers) { TradeEvery = 5 };
        for (int run = 1; run <= arguments.Runs; run++)
        {
            LoadResult result = LoadRun.Measure(ticker, workload, WarmUp, arguments.Duration);
            _results.Add(result);
            Console.WriteLine(
                $"run {run}  age p50 {result.AgeMillis(0.5):0.00} p90 {result.AgeMillis(0.9):0.00} p99 {result.AgeMillis(0.99):0.00} p99.9 {result.AgeMillis(0.999):0.00} max {result.AgeMillis(1):0.00} ms  "
                + $"{result.DeliveredPerSecond:N0} ticks/s out, {result.DeliveredShare:P1} as themselves, {(result.Complete == true ? "all" : "NOT all")} accounted for  "
                + $"server {result.Cores.ServerCores:0.00} cores {result.ServerNanosPerDelivered:0} ns/tick out  generator {result.Cores.LoadCores:0.00} cores, late p99 {result.LateMillis(0.99):0.00} ms");
        }
    }

    public void Write(StringBuilder page)
    {
        if (_results.Count == 0)
        {
            return;
        }

        page.AppendLine($"## Age of a tick at its subscriber: {arguments.Rate:N0} ticks/s in, a fifth trades, {arguments.Subscribers} subscribers of everything").AppendLine();
        page.AppendLine("| run | p50 | p90 | p99 | p99.9 | max | ticks/s out | share sent as itself | all accounted for | server cores | server ns/tick out | generator late p99 |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|");
        LoadResult[] ordered = [.. _results.OrderBy(run => run.AgeMillis(0.99))];
        for (int i = 0; i < ordered.Length; i++)
        {
            LoadResult run = ordered[i];
            string name = i == ordered.Length / 2 ? "median by p99" : i == 0 ? "best" : i == ordered.Length - 1 ? "worst" : "";
            page.AppendLine(
                $"| {name} | {Millis(run, 0.5)} | {Millis(run, 0.9)} | {Millis(run, 0.99)} | {Millis(run, 0.999)} | {Millis(run, 1)} | {run.DeliveredPerSecond:N0} | {run.DeliveredShare:P1} | {(run.Complete == true ? "yes" : "NO")} | {run.Cores.ServerCores:0.00} | {run.ServerNanosPerDelivered:0} | {run.LateMillis(0.99):0.00} ms |");
        }

        page.AppendLine();
    }

    private static string Millis(LoadResult run, double share) => $"{run.AgeMillis(share):0.00} ms";
}
