using System.Diagnostics;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests;

/// <summary>The simulation from the command line: see <c>tests/simulate --help</c>.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        (int from, int seeds, int mostFailures) = (1, 2_000, 5);
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            int value = int.Parse(arguments[i + 1]);
            switch (arguments[i])
            {
                case "--seeds":
                    seeds = value;
                    break;
                case "--from":
                    from = value;
                    break;
                case "--seed":
                    (from, seeds) = (value, 1);
                    break;
                case "--most-failures":
                    mostFailures = value;
                    break;
                default:
                    Console.Error.WriteLine($"there is no option {arguments[i]}");
                    return 2;
            }
        }

        int failures = 0;
        var watch = Stopwatch.StartNew();
        int run = SeedRange.Run(from, seeds, mostFailures, failure =>
        {
            failures++;
            Console.WriteLine(failure);
        });
        Console.WriteLine($"{run} seeds from {from}, {failures} failed, {run / watch.Elapsed.TotalSeconds:F0} seeds/s");
        Console.WriteLine($"came upon: {RunTally.Describe()}");
        return failures == 0 ? 0 : 1;
    }
}
