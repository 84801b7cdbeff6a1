using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class LayoutRuleTests
{
    private const string ToModel = """<ProjectReference Include="../../src/Ticker.Model/Ticker.Model.csproj" />""";

    private static (string Path, string Text) Solution(params string[] paths) =>
        ("Ticker.sln", string.Join('\n', paths.Select(path => $"Project(\"{{X}}\") = \"N\", \"{path}\", \"{{Y}}\"")));

    [Fact]
    public void Violations_TreeAsDecided_None() =>
        Assert.Empty(LayoutRule.Violations(Of(
            Solution(@"src\Ticker.Model\Ticker.Model.csproj", @"tests\Ticker.Model.Tests\Ticker.Model.Tests.csproj"),
            (".editorconfig", ""),
            ("README.md", ""),
            Project("Ticker.Model"),
            TestProject("Ticker.Model.Tests", ToModel))));

    [Theory]
    [InlineData("NOTES.md")]
    [InlineData("docs/page.md")]
    [InlineData("Ticker.slnx")]
    public void Violations_StrangerAtTheTop_One(string path) =>
        Assert.Single(LayoutRule.Violations(Of(Solution(), (path, ""))));

    [Fact]
    public void Violations_ProjectNotInSolution_One() =>
        Assert.Contains(LayoutRule.Violations(Of(Solution(), Project("Ticker.Model"))), text => text.Contains("Ticker.sln"));

    [Fact]
    public void Violations_TestsOfNothing_One() =>
        Assert.Contains(
            LayoutRule.Violations(Of(Solution(), TestProject("Ticker.Odds.Tests"))),
            text => text.Contains("mirrors no project"));

    [Fact]
    public void Violations_TestsThatDoNotReferenceTheirProject_One() =>
        Assert.Contains(
            LayoutRule.Violations(Of(Solution(), Project("Ticker.Model"), TestProject("Ticker.Model.Tests"))),
            text => text.Contains("does not reference"));
}
