using System.Xml.Linq;

namespace Ticker.Architecture.Tests;

/// <summary>What a rule asks of a csproj file.</summary>
internal sealed class ProjectFile(string path, string xml)
{
    private readonly XElement _root = XElement.Parse(xml);

    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Sdk => (string?)_root.Attribute("Sdk") ?? "";

    public IEnumerable<XElement> Packages => Elements("PackageReference");

    public IEnumerable<string> Frameworks => Elements("FrameworkReference").Select(Include);

    public IEnumerable<string> GlobalUsings => Elements("Using").Select(Include);

    /// <summary>The referenced projects' paths from the top of the repository.</summary>
    public IEnumerable<string> References =>
        Elements("ProjectReference").Select(reference => RepositoryTree.Resolve(Path, Include(reference)));

    public IEnumerable<XElement> Elements(string name) => _root.Descendants(name);

    public static string Include(XElement element) =>
        (string?)element.Attribute("Include") ?? (string?)element.Attribute("Update") ?? "";
}
