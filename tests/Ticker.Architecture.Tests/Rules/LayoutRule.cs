namespace Ticker.Architecture.Tests.Rules;

/// <summary>The top level is fixed, test projects mirror src, and the solution holds every project.</summary>
internal static class LayoutRule
{
    private static readonly string[] TopLevel = ["Ticker.sln", "src", "tests", "feeds", "perf", "README.md"];
    private static readonly string[] MirrorsNothing = ["Architecture", "Fuzz", "Simulation", "Conformance"];

    public static IEnumerable<string> Violations(RepositoryTree tree) =>
        Top(tree).Concat(Mirrors(tree)).Concat(Solution(tree));

    private static IEnumerable<string> Top(RepositoryTree tree) =>
        tree.Paths.Select(path => path.Split('/')[0]).Distinct()
            .Where(name => !TopLevel.Contains(name) && !name.StartsWith('.'))
            .Select(name => $"{name}: does not belong at the top level");

    private static IEnumerable<string> Mirrors(RepositoryTree tree)
    {
        foreach (ProjectFile project in tree.Projects("tests"))
        {
            string mirrored = project.Name.EndsWith(".Tests", StringComparison.Ordinal)
                ? project.Name[..^".Tests".Length]
                : "";
            string source = $"src/{mirrored}/{mirrored}.csproj";
            if (MirrorsNothing.Any(name => mirrored == "Ticker." + name || project.Name == "Ticker." + name))
            {
                continue;
            }

            if (!tree.Has(source))
            {
                yield return $"{project.Path}: mirrors no project of src";
            }
            else if (!project.References.Contains(source))
            {
                yield return $"{project.Path}: does not reference {source}, which it is named after";
            }
        }
    }

    private static IEnumerable<string> Solution(RepositoryTree tree)
    {
        string listed = tree.Has("Ticker.sln") ? tree.Text("Ticker.sln").Replace('\\', '/') : "";
        return tree.Paths
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !listed.Contains($"\"{path}\""))
            .Select(path => $"{path}: is not in Ticker.sln");
    }
}
