using Ticker.Load.Runs;

// The server's dll, then nothing else for now.
foreach (IngestCase ingest in IngestCase.All)
{
    IngestResult result = IngestRun.Measure(args[0], ingest, TimeSpan.FromSeconds(4));
    Console.WriteLine($"{result.Case}: {result.TicksPerSecond:N0}/s, server {result.ServerCores:F2} cores, load {result.LoadCores:F2}, {result.TicksPerCoreSecond:N0} per core-s, {result.ServerNanosPerTick:F0} ns");
}
