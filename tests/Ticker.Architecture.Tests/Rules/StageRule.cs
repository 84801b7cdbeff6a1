using System.Text.RegularExpressions;

namespace Ticker.Architecture.Tests.Rules;

/// <summary>
/// Inside the engine a stage knows earlier stages, never a later one; only <c>Pipeline.cs</c>, which wires them, and its
/// options, which are made of theirs, may name them all. Namespaces equal folders, which is what makes reading the text enough.
/// </summary>
internal static partial class StageRule
{
    private const string Engine = "src/Ticker.Engine";
    private static readonly string[] Stages = ["Memory", "Access", "Normalize", "Sequence", "Conflate", "Mailboxes", "Recover", "Deliver"];

    public static IEnumerable<string> Violations(RepositoryTree tree)
    {
        ILookup<string, string> declared = tree.Under(Engine, ".cs")
            .SelectMany(path => SourceText.DeclaredTypes(tree.Text(path)).Select(type => (Stage: StageOf(path), type.Name)))
            .ToLookup(type => type.Stage, type => type.Name);
        foreach (string path in tree.Under(Engine, ".cs"))
        {
            foreach (string violation in OfFile(path, SourceText.CodeOnly(tree.Text(path)), declared))
            {
                yield return $"{path}: {violation}";
            }
        }

        foreach (ProjectFile project in tree.Projects(Engine))
        {
            foreach (string name in project.GlobalUsings.Where(name => name.StartsWith("Ticker.Engine", StringComparison.Ordinal)))
            {
                yield return $"{project.Path}: a global using of {name} hides who knows whom";
            }
        }
    }

    private static IEnumerable<string> OfFile(string path, string code, ILookup<string, string> declared)
    {
        string folder = path[..path.LastIndexOf('/')];
        string expected = folder["src/".Length..].Replace('/', '.');
        string actual = NamespaceLine().Match(code).Groups[1].Value;
        if (actual != expected && !code.TrimStart().StartsWith("[assembly", StringComparison.Ordinal))
        {
            yield return $"its namespace is '{actual}', its folder says {expected}";
        }

        if (GlobalUsing().IsMatch(code))
        {
            yield return "a global using hides who knows whom";
        }

        string stage = StageOf(path);
        int place = Array.IndexOf(Stages, stage);
        if (place < 0 && stage.Length > 0)
        {
            yield return $"{stage} has no place in the order of stages";
        }

        if (path is Engine + "/Pipeline.cs" or Engine + "/PipelineOptions.cs")
        {
            yield break;
        }

        foreach (string later in Stages[(place + 1)..].Where(later => Mentions(code, later, declared[later])))
        {
            yield return $"may not know the stage {later}";
        }
    }

    /// <summary>
    /// Whether the code names the stage's namespace. A bare <c>Sequence.X</c> may be a property of that name, so the
    /// short form counts only before the name of a type that the stage declares.
    /// </summary>
    private static bool Mentions(string code, string stage, IEnumerable<string> types) =>
        Regex.IsMatch(code, $@"\bTicker\s*\.\s*Engine\s*\.\s*{stage}\b")
        || types.Any(type => Regex.IsMatch(code, $@"(?<![\w.])(?:Engine\s*\.\s*)?{stage}\s*\.\s*{type}\b"));

    private static string StageOf(string path)
    {
        string[] parts = path.Split('/');
        return parts.Length > 3 ? parts[2] : "";
    }

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*global\s+using\b", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();
}
