namespace Ticker.Architecture.Tests;

/// <summary>The repository's files as text, by their path from the top with forward slashes; or a made-up tree.</summary>
internal sealed class RepositoryTree(IReadOnlyDictionary<string, string> files)
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "TestResults", "__pycache__"];
    private static readonly string[] Read = [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".txt"];

    public IEnumerable<string> Paths => files.Keys.Order(StringComparer.Ordinal);

    public string Text(string path) => files[path];

    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>Whether a file is of an example for readers of the pages.</summary>
    public static bool IsExample(string path) => path.StartsWith("src/clients/", StringComparison.Ordinal) && path.Contains("/examples/", StringComparison.Ordinal);

    /// <summary>Whether the path is a file or a folder of the tree.</summary>
    public bool Exists(string path) =>
        Has(path) || files.Keys.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>What a relative path in a file means, counted from the top of the repository.</summary>
    public static string Resolve(string file, string relative)
    {
        var parts = new Stack<string>(file.Split('/')[..^1]);
        foreach (string part in relative.Replace('\\', '/').TrimEnd('/').Split('/'))
        {
            if (part == "..")
            {
                _ = parts.TryPop(out _);
            }
            else if (part != ".")
            {
                parts.Push(part);
            }
        }

        return string.Join('/', parts.Reverse());
    }

    public IEnumerable<string> Under(string folder, string ending) =>
        Paths.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)
            && path.EndsWith(ending, StringComparison.Ordinal));

    public IEnumerable<ProjectFile> Projects(string folder) =>
        Under(folder, ".csproj").Select(path => new ProjectFile(path, Text(path)));

    /// <summary>The repository that this test was built from. Only text that a rule reads is loaded.</summary>
    public static RepositoryTree OnDisk()
    {
        DirectoryInfo? top = new(AppContext.BaseDirectory);
        while (top is not null && !File.Exists(Path.Combine(top.FullName, "Ticker.sln")))
        {
            top = top.Parent;
        }

        Assert.NotNull(top);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(top, "", files);
        return new RepositoryTree(files);
    }

    private static void Collect(DirectoryInfo folder, string prefix, Dictionary<string, string> into)
    {
        foreach (FileInfo file in folder.EnumerateFiles())
        {
            into[prefix + file.Name] = Read.Contains(file.Extension) ? File.ReadAllText(file.FullName) : "";
        }

        foreach (DirectoryInfo inner in folder.EnumerateDirectories())
        {
            // Dot folders are git's and the tools' own; a link could lead in circles.
            if (!inner.Name.StartsWith('.') && !NotOurs.Contains(inner.Name) && inner.LinkTarget is null)
            {
                Collect(inner, prefix + inner.Name + "/", into);
            }
        }
    }
}
