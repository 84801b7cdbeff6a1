using Ticker.Tests.Hostile;

namespace Ticker.Load.Sections;

/// <summary>A measurement on a server that asks who comes: with keys made for it, which are gone afterwards.</summary>
internal static class GuardedRun
{
    /// <summary>Measures; what is to be expected of a machine or a server fails the run, and is told.</summary>
    /// <param name="name">What is measured, one word.</param>
    /// <param name="measure">Does it.</param>
    /// <param name="failures">Those that it noted, and the one that ended it.</param>
    public static void Measure(string name, Action<HostileKeys> measure, List<string> failures)
    {
        string directory = Directory.CreateTempSubdirectory($"ticker-{name}-").FullName;
        try
        {
            measure(HostileKeys.CreateIn(directory));
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            failures.Add(failure.Message.Split('\n')[0]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (string failure in failures)
        {
            Console.WriteLine($"{name}  FAILED: {failure}");
        }
    }
}
