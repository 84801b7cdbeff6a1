using System.Text.RegularExpressions;

namespace Ticker.Server.Tests;

/// <summary>The page of faults names tests and settings that there are, and a test for everything it says.</summary>
public sealed partial class FaultsPageTests
{
    [Fact]
    public void Page_EveryRow_NamesTestsThatThereAre()
    {
        string root = Root();
        HashSet<string> tests = [.. Directory.EnumerateFiles(Path.Combine(root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path))];
        string[][] rows = Rows(root);
        Assert.True(rows.Length > 60, $"{rows.Length} rows were found");
        foreach (string[] row in rows)
        {
            string[] named = [.. Name().Matches(row[3]).Select(match => match.Groups[1].Value)];
            Assert.True(named.Length > 0, $"no test: {row[0]}");
            Assert.All(named, name => Assert.Contains(name, tests));
        }
    }

    [Fact]
    public void Page_EverySetting_IsOne()
    {
        string root = Root();
        string settings = File.ReadAllText(Path.Combine(root, "src", "docs", "configuration.md"));
        foreach (string[] row in Rows(root))
        {
            // A name without its section follows one of the same.
            string section = "";
            foreach (string name in Name().Matches(row[2]).Select(match => match.Groups[1].Value).Where(name => name.Any(char.IsUpper)))
            {
                section = name.StartsWith("Ticker:", StringComparison.Ordinal) ? name[..(name.LastIndexOf(':') + 1)] : section;
                string key = name.StartsWith("Ticker:", StringComparison.Ordinal) ? name : section + name;
                Assert.Contains(key.EndsWith('*') ? $"| `{key[..^1]}" : $"| `{key}` |", settings, StringComparison.Ordinal);
            }
        }
    }

    // What comes, what it gets, the setting, the tests.
    private static string[][] Rows(string root) =>
    [
        .. File.ReadAllLines(Path.Combine(root, "src", "docs", "faults.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| what ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Ticker.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        return root;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
