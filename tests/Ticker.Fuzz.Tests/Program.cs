using System.Diagnostics;
using Ticker.Fuzz.Tests.Fuzzing;

namespace Ticker.Fuzz.Tests;

/// <summary>Fuzzing from the command line: see <c>tests/fuzz --help</c>.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static int Main(string[] arguments)
    {
        (string? name, double minutes, int from, string findings, string? file) = (null, 1, 1, "findings", null);
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            switch (arguments[i])
            {
                case "--target":
                    name = arguments[i + 1];
                    break;
                case "--minutes":
                    minutes = double.Parse(arguments[i + 1]);
                    break;
                case "--from":
                    from = int.Parse(arguments[i + 1]);
                    break;
                case "--findings":
                    findings = arguments[i + 1];
                    break;
                case "--file":
                    file = arguments[i + 1];
                    break;
                default:
                    Console.Error.WriteLine($"there is no option {arguments[i]}");
                    return 2;
            }
        }

        IFuzzTarget[] targets = [.. FuzzTargets.Make().Where(target => name is null || target.Name == name)];
        if (targets.Length == 0 || (file is not null && targets.Length > 1))
        {
            Console.Error.WriteLine($"--target is one of {string.Join(", ", FuzzTargets.Make().Select(target => target.Name))}{(file is null ? "" : "; --file needs it")}");
            return 2;
        }

        return file is null ? Run(targets, TimeSpan.FromMinutes(minutes / targets.Length), from, findings) : Repeat(targets[0], file);
    }

    private static int Run(IFuzzTarget[] targets, TimeSpan each, int from, string findings)
    {
        int found = 0;
        foreach (IFuzzTarget target in targets)
        {
            var watch = Stopwatch.StartNew();
            long begun = 0;
            int seed = from - 1;

            // An input that never ends would say nothing.
            using var late = new Timer(_ =>
            {
                if (Stopwatch.GetElapsedTime(Volatile.Read(ref begun)) > Patience)
                {
                    Console.WriteLine($"{target.Name}, seed {seed}: not done after {Patience.TotalSeconds:F0} s");
                    Environment.Exit(1);
                }
            });
            Volatile.Write(ref begun, Stopwatch.GetTimestamp());
            late.Change(Patience, Patience);
            (long inputs, int outcomes) = FuzzRun.Endlessly(
                target,
                from,
                () =>
                {
                    seed++;
                    Volatile.Write(ref begun, Stopwatch.GetTimestamp());
                    return watch.Elapsed < each;
                },
                finding =>
                {
                    found++;
                    string path = Path.Combine(findings, target.Name, finding.FileName);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.WriteAllBytes(path, finding.Input);
                    Console.WriteLine($"{finding}\nkept as {path}");
                });
            Console.WriteLine($"{target.Name}: {inputs} inputs from seed {from}, {outcomes} outcomes, {inputs / watch.Elapsed.TotalSeconds:F0}/s");
        }

        Console.WriteLine($"{found} found");
        return found == 0 ? 0 : 1;
    }

    private static int Repeat(IFuzzTarget target, string file)
    {
        Finding? finding = FuzzRun.Once(target, File.ReadAllBytes(file), FuzzTests.SeedOf(file), out string outcome);
        Console.WriteLine(finding is null ? $"{target.Name} keeps its promises: {outcome}" : finding.ToString());
        return finding is null ? 0 : 1;
    }
}
