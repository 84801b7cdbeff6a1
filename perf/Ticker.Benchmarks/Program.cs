using BenchmarkDotNet.Running;
using Ticker.Benchmarks.Clients;
using Ticker.Benchmarks.Gate;
using Ticker.Benchmarks.Recordings;

// check-allocations BUDGET RESULTS: measure and compare · compare BUDGET RESULTS · self-test: can the gate fail ·
// decode FRAMES: how fast the client's ticks come of messages · large-recording DIRECTORY GIGABYTES: write one, open it, go to a time ·
// anything else is BenchmarkDotNet's own: --filter "*Decode*", --list flat, --help.
switch (args)
{
    case ["check-allocations", string budget, string results]:
        string artifacts = Path.Combine(Path.GetTempPath(), $"ticker-benchmarks-{Environment.ProcessId}");
        try
        {
            GateFiles.WriteResults(results, AllocationRun.Measure(artifacts, GateFiles.ReadBudget(budget)));
        }
        finally
        {
            if (Directory.Exists(artifacts))
            {
                Directory.Delete(artifacts, recursive: true);
            }
        }

        return GateReport.Print(GateFiles.ReadBudget(budget), GateFiles.ReadResults(results));
    case ["compare", string budget, string results]:
        return GateReport.Print(GateFiles.ReadBudget(budget), GateFiles.ReadResults(results));
    case ["large-recording", string directory, string gigabytes]:
        LargeRecording.Measure(directory, double.Parse(gigabytes, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["decode", string frames]:
        FrameDecoding.Measure(frames);
        return 0;
    case ["self-test"]:
        IReadOnlyList<string> faults = GateCheck.Faults();
        Console.WriteLine(faults.Count == 0 ? "The gate refuses what it must." : "The gate does not work:\n  " + string.Join("\n  ", faults));
        return faults.Count == 0 ? 0 : 1;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).Run(args);
        return 0;
}
