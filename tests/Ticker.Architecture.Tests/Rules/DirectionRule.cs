namespace Ticker.Architecture.Tests.Rules;

/// <summary>
/// A project knows only what stands left of it:
/// Model, Protocol, Engine, Recording, {Feeds.Grpc, Transports, Cluster}, Server, Cli; Model, Synthetic, Server;
/// Protocol, Client, Cli. An example knows what its readers have: the client.
/// </summary>
internal static class DirectionRule
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Model"] = [],
        ["Protocol"] = ["Model"],
        ["Engine"] = ["Model", "Protocol"],
        ["Recording"] = ["Model", "Protocol", "Engine"],
        ["Feeds.Grpc"] = ["Model", "Protocol", "Engine", "Recording"],
        ["Transports"] = ["Model", "Protocol", "Engine", "Recording"],
        ["Cluster"] = ["Model", "Protocol", "Engine", "Recording"],
        ["Synthetic"] = ["Model"],
        ["Server"] = ["Model", "Protocol", "Engine", "Recording", "Feeds.Grpc", "Transports", "Cluster", "Synthetic"],
        ["Client"] = ["Model", "Protocol"],
        ["Cli"] =
        [
            "Model", "Protocol", "Engine", "Recording", "Feeds.Grpc", "Transports", "Cluster", "Synthetic", "Server",
            "Client",
        ],
    };

    public static IEnumerable<string> Violations(RepositoryTree tree)
    {
        foreach (ProjectFile project in tree.Projects("src"))
        {
            string[]? known = RepositoryTree.IsExample(project.Path) ? ["Client"] : MayKnow.GetValueOrDefault(Short(project.Name));
            if (known is null)
            {
                yield return $"{project.Path}: its place in the direction of references is not decided";
                continue;
            }

            foreach (string reference in project.References)
            {
                string name = Short(System.IO.Path.GetFileNameWithoutExtension(reference));
                if (reference != $"src/Ticker.{name}/Ticker.{name}.csproj" || !known.Contains(name))
                {
                    yield return $"{project.Path}: may not reference {reference}";
                }
            }
        }
    }

    private static string Short(string name) =>
        name.StartsWith("Ticker.", StringComparison.Ordinal) ? name["Ticker.".Length..] : name;
}
