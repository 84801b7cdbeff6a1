namespace Ticker.Architecture.Tests;

/// <summary>Small trees that break a rule, to prove that the rule would notice.</summary>
internal static class MadeUpTree
{
    public static RepositoryTree Of(params (string Path, string Text)[] files) =>
        new(files.ToDictionary(file => file.Path, file => file.Text));

    public static (string Path, string Text) Project(string name, string items = "", string sdk = "Microsoft.NET.Sdk") =>
        ($"src/{name}/{name}.csproj", Xml(items, sdk));

    public static (string Path, string Text) TestProject(string name, string items = "") =>
        ($"tests/{name}/{name}.csproj", Xml(items, "Microsoft.NET.Sdk"));

    public static string Reference(string name) => $"""<ProjectReference Include="..\{name}\{name}.csproj" />""";

    private static string Xml(string items, string sdk) =>
        $"""<Project Sdk="{sdk}"><ItemGroup>{items}</ItemGroup></Project>""";
}
