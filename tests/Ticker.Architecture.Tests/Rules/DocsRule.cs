using System.Text.RegularExpressions;

namespace Ticker.Architecture.Tests.Rules;

/// <summary>
/// Pages link only to what is there, the map names every project, the index every decision, and the README's settings
/// are those that the options bind.
/// </summary>
internal static partial class DocsRule
{
    private const string Map = "src/README.md";
    private const string Index = "src/docs/README.md";

    public static IEnumerable<string> Violations(RepositoryTree tree)
    {
        foreach (string page in tree.Paths.Where(path => path.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (string target in LinksOf(tree.Text(page)).Where(target => !tree.Exists(RepositoryTree.Resolve(page, target))))
            {
                yield return $"{page}: links to {target}, which is not there";
            }
        }

        foreach (ProjectFile project in tree.Projects("src").Where(project => !Links(tree, Map, $"src/{project.Name}")))
        {
            yield return $"{Map}: has no line for {project.Name}";
        }

        foreach (string decision in tree.Under("src/docs/decisions", ".md").Where(decision => !Links(tree, Index, decision)))
        {
            yield return $"{Index}: does not list {decision}";
        }
    }

    /// <summary>Settings that the README tells of and no <c>*Options</c> binds, and the other way round.</summary>
    public static IEnumerable<string> SettingViolations(RepositoryTree tree)
    {
        HashSet<string> told = [.. tree.Has("README.md") ? SettingsTold().Matches(tree.Text("README.md")).Select(match => match.Groups[1].Value) : []];
        HashSet<string> bound = [.. tree.Under("src", "Options.cs").SelectMany(path => SettingsOf(tree.Text(path)))];
        return
        [
            .. told.Except(bound).Select(key => $"README.md: {key} is no setting"),
            .. bound.Except(told).Select(key => $"README.md: does not tell of the setting {key}"),
        ];
    }

    private static IEnumerable<string> SettingsOf(string text)
    {
        Match section = BoundFrom().Match(text);
        return section.Success
            ? Settings().Matches(text)
                .Where(match => !match.Groups["type"].Value.EndsWith("Options", StringComparison.Ordinal))
                .Select(match => $"{section.Groups[1].Value}:{match.Groups["name"].Value}")
            : [];
    }

    private static bool Links(RepositoryTree tree, string page, string target) =>
        tree.Has(page) && LinksOf(tree.Text(page)).Any(link => RepositoryTree.Resolve(page, link) == target);

    private static IEnumerable<string> LinksOf(string text) =>
        Link().Matches(Fences().Replace(text, ""))
            .Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://") && !target.StartsWith("mailto:", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`\[[^`\n]*\]\([^`\n]*\)`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"`(Ticker:[\w:]+)`")]
    private static partial Regex SettingsTold();

    [GeneratedRegex(@"Bound from <c>([\w:]+)</c>")]
    private static partial Regex BoundFrom();

    [GeneratedRegex(@"^    public (?:required )?(?<type>[\w.<>\[\]?]+) (?<name>\w+) { get; init; }", RegexOptions.Multiline)]
    private static partial Regex Settings();
}
