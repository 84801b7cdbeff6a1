namespace Ticker.Architecture.Tests.Rules;

/// <summary>Files stay short, and names say what a thing is for.</summary>
internal static class HabitRule
{
    private const int Longest = 400;

    private static readonly string[] SaysNothing =
    [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Processor", "Info",
        "Common", "Impl", "Shared", "Misc",
    ];

    private static readonly string[] Hosted = ["BackgroundService", "IHostedService", "IHostedLifecycleService"];

    public static IEnumerable<string> Violations(RepositoryTree tree)
    {
        foreach (string path in tree.Under("src", ".cs"))
        {
            string text = tree.Text(path);
            int lines = text.TrimEnd('\n').Count(character => character == '\n') + 1;
            if (lines > Longest && !(text.Contains("<remarks>") && text.Contains($"over {Longest} lines")))
            {
                yield return $"{path}: {lines} lines; over {Longest} lines its <remarks> must say why";
            }

            foreach ((string name, string heritage) in SourceText.DeclaredTypes(text))
            {
                if (NameFault(name, heritage) is { } fault)
                {
                    yield return $"{path}: {name} {fault}";
                }
            }
        }
    }

    private static string? NameFault(string name, string heritage)
    {
        string[] words = [.. SourceText.Words(name)];
        if (words.FirstOrDefault(word => SaysNothing.Contains(word)) is { } word)
        {
            return $"is named {word}, which says nothing";
        }

        if (words[0] == "Base" || words[^1] == "Base")
        {
            return "is named for being inherited, not for what it is";
        }

        bool service = words.Contains("Service") && name != "FeedService";
        return service && !Hosted.Any(heritage.Contains) ? "is named Service but is not hosted" : null;
    }
}
