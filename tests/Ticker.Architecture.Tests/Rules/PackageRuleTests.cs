using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class PackageRuleTests
{
    private const string Package = """<PackageReference Include="Spectre.Console" />""";
    private const string Web = """<FrameworkReference Include="Microsoft.AspNetCore.App" />""";

    [Fact]
    public void Violations_PackageOutside_None() =>
        Assert.Empty(PackageRule.Violations(Of(Project("Ticker.Cli", Package + Web))));

    [Theory]
    [InlineData("Ticker.Model")]
    [InlineData("Ticker.Protocol")]
    [InlineData("Ticker.Engine")]
    [InlineData("Ticker.Synthetic")]
    public void Violations_PackageInside_One(string project) =>
        Assert.Single(PackageRule.Violations(Of(Project(project, Package))));

    [Theory]
    [InlineData("Ticker.Model")]
    [InlineData("Ticker.Protocol")]
    [InlineData("Ticker.Engine")]
    [InlineData("Ticker.Recording")]
    public void Violations_WebInside_One(string project)
    {
        Assert.Single(PackageRule.Violations(Of(Project(project, Web))));
        Assert.Single(PackageRule.Violations(Of(Project(project, sdk: "Microsoft.NET.Sdk.Web"))));
    }

    [Theory]
    [InlineData("""<PackageReference Include="X" Version="1.0.0" />""")]
    [InlineData("""<PackageReference Include="X" VersionOverride="1.0.0" />""")]
    [InlineData("""<PackageVersion Include="X" Version="1.0.0" />""")]
    public void Violations_VersionInAProject_One(string item) =>
        Assert.Single(PackageRule.Violations(Of(TestProject("Ticker.Cli.Tests", item))));

    [Fact]
    public void Violations_VersionInItsPlace_None() =>
        Assert.Empty(PackageRule.Violations(Of((
            "src/Directory.Packages.props",
            """<Project><ItemGroup><PackageVersion Include="X" Version="1.0.0" /></ItemGroup></Project>"""))));
}
