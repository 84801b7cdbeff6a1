using System.Text;
using Ticker.Load.Roads;
using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>The same load over each road in turn, those of Ticker and those of nchan.</summary>
internal sealed class RoadSection(Workload workload, IReadOnlyList<RoadCase> roads, LoadArguments arguments) : ISection
{
    private readonly List<RoadResult> _results = [];
    private readonly List<string> _failures = [];

    // That one of the others gives up under a load is a result, not a failure.
    public bool Passed => roads.All(road => !road.Server.Accounts || _results.Exists(result => result.Name == road.Name));

    public void Measure()
    {
        foreach (RoadCase road in roads)
        {
            try
            {
                RoadResult result = RoadRun.Measure(road, workload, arguments.WarmUp, arguments.Duration);
                _results.Add(result);
                Console.WriteLine(
                    $"{workload.Name}  {result.Name,-30} {result.Cores.ServerCores:0.00} cores  {result.PublishedPerSecond,7:N0} in/s {result.DeliveredPerSecond,10:N0} out/s {result.BytesPerTick,6:0} bytes/tick {result.MegabytesPerSecond,6:0.0} MB/s  "
                    + $"age p50 {result.AgeMillis(0.5),7:0.00} p99 {result.AgeMillis(0.99),7:0.00} ms  {result.ResidentBytes >> 20} MiB  "
                    + $"generator {result.Cores.LoadCores:0.00} cores, late p99 {result.LateMillis(0.99):0.00} ms  others {result.Cores.OtherCores:0.00} cores");
            }
            catch (Exception failure) when (Failure.IsExpected(failure))
            {
                string line = $"{road.Name} failed: {failure.Message.Split('\n')[0]}";
                Console.WriteLine($"{workload.Name}  {line}");
                _failures.Add(line);
            }
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## Roads, {workload}").AppendLine();
        page.AppendLine("| road | cores | ticks/s in | ticks/s out | bytes a tick | MB/s | age p50 | age p99 | resident | generator cores | generator late p99 | other cores |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (RoadResult road in _results)
        {
            page.AppendLine(
                $"| {road.Name} | {road.Cores.ServerCores:0.00} | {road.PublishedPerSecond:N0} | {road.DeliveredPerSecond:N0} | {road.BytesPerTick:0} | {road.MegabytesPerSecond:0.0} "
                + $"| {road.AgeMillis(0.5):0.00} ms | {road.AgeMillis(0.99):0.00} ms | {road.ResidentBytes >> 20} MiB | {road.Cores.LoadCores:0.00} | {road.LateMillis(0.99):0.00} ms | {road.Cores.OtherCores:0.00} |");
        }

        page.AppendLine();
        foreach (string failure in _failures)
        {
            page.AppendLine($"- {failure}").AppendLine();
        }
    }
}
