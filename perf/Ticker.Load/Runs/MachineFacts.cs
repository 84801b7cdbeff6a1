using System.Runtime.InteropServices;

namespace Ticker.Load.Runs;

/// <summary>What one has to know of a machine to read figures that were taken on it.</summary>
public static class MachineFacts
{
    public static IEnumerable<string> Lines()
    {
        yield return $"{Environment.ProcessorCount} cores that server and load generator share, {Processor()}";
        yield return $"{Memory() / (1024 * 1024)} GiB of memory, Linux {Environment.OSVersion.Version.ToString(2)}, .NET {Environment.Version}";
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    // In KiB.
    private static long Memory() =>
        long.Parse(File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
