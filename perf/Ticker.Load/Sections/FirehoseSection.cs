using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>One instrument, very many ticks, one subscriber that wants every one.</summary>
public sealed class FirehoseSection(IContender ticker, LoadArguments arguments) : ISection
{
    private readonly List<LoadResult> _runs = [];
    private readonly List<string> _failures = [];

    public bool Passed => _failures.Count == 0 && _runs.TrueForAll(run => run.Complete == true);

    public void Measure()
    {
        for (int run = 1; run <= arguments.Pairs; run++)
        {
            try
            {
                LoadResult result = LoadRun.Measure(ticker, Workload.W7, arguments.WarmUp, arguments.Duration);
                _runs.Add(result);
                Console.WriteLine(
                    $"w7  run {run}  {result.PublishedPerSecond:N0} in/s {result.DeliveredPerSecond:N0} out/s, {(result.Complete == true ? "every tick" : "NOT every tick")}  {result.ServerNanosPerDelivered:0} ns of server a tick  "
                    + $"age p50 {result.AgeMillis(0.5):0.00} p99 {result.AgeMillis(0.99):0.00} ms  generator {result.Cores.LoadCores:0.00} cores  others {result.Cores.OtherCores:0.00} cores");
            }
            catch (Exception failure) when (Failure.IsExpected(failure))
            {
                _failures.Add($"run {run} failed: {failure.Message.Split('\n')[0]}");
                Console.WriteLine($"w7  {_failures[^1]}");
            }
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## {Workload.W7} in mode all").AppendLine();
        page.AppendLine("| run | ticks/s in | ticks/s out | every tick came | server ns/tick | age p50 | age p99 | generator cores | other cores |");
        page.AppendLine("|---:|---:|---:|---|---:|---:|---:|---:|---:|");
        foreach ((int index, LoadResult run) in _runs.Index())
        {
            page.AppendLine(
                $"| {index + 1} | {run.PublishedPerSecond:N0} | {run.DeliveredPerSecond:N0} | {(run.Complete == true ? "yes" : "NO")} | {run.ServerNanosPerDelivered:0} "
                + $"| {run.AgeMillis(0.5):0.00} ms | {run.AgeMillis(0.99):0.00} ms | {run.Cores.LoadCores:0.00} | {run.Cores.OtherCores:0.00} |");
        }

        page.AppendLine();
        foreach (string failure in _failures)
        {
            page.AppendLine($"- {failure}").AppendLine();
        }
    }
}
