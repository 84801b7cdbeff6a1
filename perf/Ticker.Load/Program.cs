using Ticker.Load;
using Ticker.Load.Runs;

if (args.Contains("--help"))
{
    Console.WriteLine(LoadArguments.Usage);
    return 0;
}

if (LoadArguments.Read(args) is not { } arguments)
{
    Console.Error.WriteLine(LoadArguments.Usage);
    return 2;
}

// All cases once, then all again: what disturbs the machine for a while disturbs one run of each, not all runs of one.
var ingest = IngestCase.All.ToDictionary(ingest => ingest, _ => new List<IngestResult>());
var latency = new List<LatencyResult>();
for (int run = 1; run <= arguments.Runs; run++)
{
    foreach (IngestCase cut in arguments.Ingest ? IngestCase.All : [])
    {
        IngestResult result = IngestRun.Measure(arguments.Server, cut, arguments.Duration);
        ingest[cut].Add(result);
        Console.WriteLine(
            $"run {run}  {result.Case,-28} {result.TicksPerSecond,11:N0} ticks/s  server {result.ServerCores:0.00} cores {result.ServerNanosPerTick,4:0} ns/tick "
            + $"{result.TicksPerCoreSecond,11:N0} ticks/s a core  generator {result.LoadCores:0.00} cores");
    }

    if (arguments.Latency)
    {
        LatencyResult result = LatencyRun.Measure(arguments.Server, arguments.Subscribers, arguments.Rate, arguments.Duration);
        latency.Add(result);
        Console.WriteLine(
            $"run {run}  age p50 {Millis(result, 0.5)} p90 {Millis(result, 0.9)} p99 {Millis(result, 0.99)} p99.9 {Millis(result, 0.999)} max {Millis(result, 1)} ms  "
            + $"{result.DeliveredPerSecond:N0} ticks/s out, {result.DeliveredShare:P1} as themselves, {(result.Complete ? "all" : "NOT all")} accounted for  "
            + $"server {result.ServerCores:0.00} cores {result.ServerNanosPerDelivered:0} ns/tick out  generator {result.LoadCores:0.00} cores, late p99 {result.Lateness.NanosAt(0.99) / 1e6:0.00} ms");
    }
}

if (arguments.Out is { } path)
{
    File.WriteAllText(path, Report.Write(arguments.Command, [.. ingest.Values.Where(runs => runs.Count > 0).Select(runs => runs.ToArray())], latency));
    Console.WriteLine($"written to {path}");
}

return latency.TrueForAll(run => run.Complete) ? 0 : 1;

static string Millis(LatencyResult result, double share) => $"{result.Ages.NanosAt(share) / 1e6:0.00}";
