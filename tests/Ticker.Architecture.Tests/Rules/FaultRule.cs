namespace Ticker.Architecture.Tests.Rules;

/// <summary>Each deliberate fault that the simulation has to see still fits the sources, at one place.</summary>
internal static class FaultRule
{
    private const string Faults = "tests/Ticker.Simulation.Tests/Faults/faults.txt";

    public static IEnumerable<string> Violations(RepositoryTree tree)
    {
        if (!tree.Has(Faults))
        {
            yield break;
        }

        foreach (string fault in tree.Text(Faults).Split("\n# ").Skip(1))
        {
            string[] lines = fault.Split('\n');
            string file = lines.FirstOrDefault(line => line.StartsWith("in: ", StringComparison.Ordinal))?[4..] ?? "";
            string find = string.Join('\n', lines.SkipWhile(line => line != "find:").Skip(1).TakeWhile(line => line != "replace:").Select(line => line[1..]));
            int count = tree.Has(file) && find.Length > 0 ? tree.Text(file).Split(find).Length - 1 : 0;
            if (count != 1)
            {
                yield return $"{Faults}: '{lines[0]}' fits {count} places of '{file}'; it has to fit one";
            }
        }
    }
}
