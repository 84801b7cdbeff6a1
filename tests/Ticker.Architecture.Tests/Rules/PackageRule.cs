using System.Xml.Linq;

namespace Ticker.Architecture.Tests.Rules;

/// <summary>The inner projects need no package and no web framework, and a version is said in one place.</summary>
internal static class PackageRule
{
    private const string Versions = "src/Directory.Packages.props";
    private static readonly string[] WithoutPackages = ["Model", "Protocol", "Engine", "Synthetic"];
    private static readonly string[] WithoutWeb = ["Model", "Protocol", "Engine", "Recording", "Synthetic"];

    public static IEnumerable<string> Violations(RepositoryTree tree) => Inner(tree).Concat(Scattered(tree));

    private static IEnumerable<string> Inner(RepositoryTree tree)
    {
        foreach (ProjectFile project in tree.Projects("src"))
        {
            if (WithoutPackages.Any(name => project.Name == "Ticker." + name))
            {
                foreach (XElement package in project.Packages)
                {
                    yield return $"{project.Path}: needs no package, not {ProjectFile.Include(package)} either";
                }
            }

            if (WithoutWeb.Any(name => project.Name == "Ticker." + name)
                && (project.Frameworks.Any() || project.Sdk != "Microsoft.NET.Sdk"))
            {
                yield return $"{project.Path}: stands on the plain framework, without ASP.NET";
            }
        }
    }

    private static IEnumerable<string> Scattered(RepositoryTree tree)
    {
        foreach (string path in tree.Paths.Where(path => path != Versions && IsBuildFile(path)))
        {
            foreach (XElement element in XElement.Parse(tree.Text(path)).Descendants())
            {
                bool version = element.Name.LocalName == "PackageVersion"
                    || (element.Name.LocalName == "PackageReference"
                        && (element.Attribute("Version") ?? element.Attribute("VersionOverride")) is not null);
                if (version)
                {
                    yield return $"{path}: the version of {ProjectFile.Include(element)} belongs in {Versions}";
                }
            }
        }
    }

    private static bool IsBuildFile(string path) =>
        path.EndsWith(".csproj", StringComparison.Ordinal)
        || path.EndsWith(".props", StringComparison.Ordinal)
        || path.EndsWith(".targets", StringComparison.Ordinal);
}
