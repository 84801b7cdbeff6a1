using System.Globalization;
using System.Text;

namespace Ticker.Load.Runs;

/// <summary>Writes what was measured as one page of Markdown, without a date: the commit tells that.</summary>
public static class Report
{
    public static string Write(string command, IReadOnlyList<IngestResult[]> ingest, IReadOnlyList<LatencyResult> latency)
    {
        var page = new StringBuilder();
        page.AppendLine("# Measured").AppendLine();
        page.AppendLine($"By `{command}`, which overwrites this page; what the columns mean is in [README.md](README.md).").AppendLine();
        foreach (string line in MachineFacts.Lines())
        {
            page.AppendLine($"- {line}");
        }

        page.AppendLine("- a shared machine: other work takes its cores at any time. Processor time for each tick is steadier than ticks a second.").AppendLine();
        if (ingest.Count > 0)
        {
            Ingest(page, ingest);
        }

        if (latency.Count > 0)
        {
            Latency(page, latency);
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static void Ingest(StringBuilder page, IReadOnlyList<IngestResult[]> cases)
    {
        page.AppendLine($"## Ticks in, one publisher, no subscriber (median of {cases[0].Length})").AppendLine();
        page.AppendLine("| ticks a message | ticks/s | server cores | server ns/tick | ticks/s a core of server | of all runs |");
        page.AppendLine("|---|---:|---:|---:|---:|---|");
        foreach (IngestResult[] runs in cases)
        {
            IngestResult[] ordered = [.. runs.OrderBy(run => run.TicksPerCoreSecond)];
            IngestResult median = ordered[ordered.Length / 2];
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| {median.Case} | {median.TicksPerSecond:N0} | {median.ServerCores:0.00} | {median.ServerNanosPerTick:0} | {median.TicksPerCoreSecond:N0} | {Millions(ordered[0])} to {Millions(ordered[^1])} |");
        }

        page.AppendLine();
    }

    private static void Latency(StringBuilder page, IReadOnlyList<LatencyResult> runs)
    {
        LatencyResult first = runs[0];
        page.AppendLine($"## Age of a tick at its subscriber: {first.PublishedPerSecond:N0} ticks/s in, {first.Subscribers} subscribers of everything").AppendLine();
        page.AppendLine("| run | p50 | p90 | p99 | p99.9 | max | ticks/s out | share sent as itself | all accounted for | server cores | server ns/tick out | generator late p99 |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|");
        LatencyResult[] ordered = [.. runs.OrderBy(run => run.Ages.NanosAt(0.99))];
        for (int i = 0; i < ordered.Length; i++)
        {
            LatencyResult run = ordered[i];
            string name = i == ordered.Length / 2 ? "median by p99" : i == 0 ? "best" : i == ordered.Length - 1 ? "worst" : "";
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {Millis(run, 0.5)} | {Millis(run, 0.9)} | {Millis(run, 0.99)} | {Millis(run, 0.999)} | {Millis(run, 1)} | {run.DeliveredPerSecond:N0} | {run.DeliveredShare:P1} | {(run.Complete ? "yes" : "NO")} | {run.ServerCores:0.00} | {run.ServerNanosPerDelivered:0} | {run.Lateness.NanosAt(0.99) / 1e6:0.00} ms |");
        }

        page.AppendLine();
    }

    private static string Millions(IngestResult run) => $"{run.TicksPerCoreSecond / 1e6:0.00}M";

    private static string Millis(LatencyResult run, double share) => $"{run.Ages.NanosAt(share) / 1e6:0.00} ms";
}
