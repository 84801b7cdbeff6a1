using System.Text.RegularExpressions;

namespace Ticker.Architecture.Tests.Rules;

/// <summary>Pages link only to what is there, the map names every project, and the index every decision.</summary>
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

        foreach (ProjectFile project in tree.Projects("src").Where(project => !RepositoryTree.IsExample(project.Path) && !Links(tree, Map, $"src/{project.Name}")))
        {
            yield return $"{Map}: has no line for {project.Name}";
        }

        foreach (string decision in tree.Under("src/docs/decisions", ".md").Where(decision => !Links(tree, Index, decision)))
        {
            yield return $"{Index}: does not list {decision}";
        }
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
}
