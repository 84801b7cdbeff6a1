using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>How much one publisher gets into a server that nobody subscribes to.</summary>
public sealed class IngestSection(IContender ticker, LoadArguments arguments) : ISection
{
    private readonly Dictionary<IngestCase, List<IngestResult>> _results = IngestCase.All.ToDictionary(ingest => ingest, _ => new List<IngestResult>());

    public bool Passed => true;

    // All cases once, then all again: what disturbs the machine for a while disturbs one run of each, not all runs of one.
    public void Measure()
    {
        for (int run = 1; run <= arguments.Runs; run++)
        {
            foreach (IngestCase cut in IngestCase.All)
            {
                IngestResult result = IngestRun.Measure(ticker, cut, arguments.Duration);
                _results[cut].Add(result);
                Console.WriteLine(
                    $"run {run}  {result.Case,-28} {result.TicksPerSecond,11:N0} ticks/s  server {result.ServerCores:0.00} cores {result.ServerNanosPerTick,4:0} ns/tick "
                    + $"{result.TicksPerCoreSecond,11:N0} ticks/s a core  generator {result.LoadCores:0.00} cores");
            }
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## Ticks in, one publisher, no subscriber (median of {arguments.Runs})").AppendLine();
        page.AppendLine("| ticks a message | ticks/s | server cores | server ns/tick | ticks/s a core of server | of all runs |");
        page.AppendLine("|---|---:|---:|---:|---:|---|");
        foreach (List<IngestResult> runs in _results.Values.Where(runs => runs.Count > 0))
        {
            IngestResult[] ordered = [.. runs.OrderBy(run => run.TicksPerCoreSecond)];
            IngestResult median = ordered[ordered.Length / 2];
            page.AppendLine(
                $"| {median.Case} | {median.TicksPerSecond:N0} | {median.ServerCores:0.00} | {median.ServerNanosPerTick:0} | {median.TicksPerCoreSecond:N0} | {Millions(ordered[0])} to {Millions(ordered[^1])} |");
        }

        page.AppendLine();
    }

    private static string Millions(IngestResult run) => $"{run.TicksPerCoreSecond / 1e6:0.00}M";
}
