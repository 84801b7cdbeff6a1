using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class DirectionRuleTests
{
    [Theory]
    [InlineData("Ticker.Engine", "Ticker.Model")]
    [InlineData("Ticker.Server", "Ticker.Synthetic")]
    [InlineData("Ticker.Client", "Ticker.Protocol")]
    [InlineData("Ticker.Cli", "Ticker.Server")]
    public void Violations_ReferenceToTheLeft_None(string from, string to) =>
        Assert.Empty(DirectionRule.Violations(Of(Project(from, Reference(to)))));

    [Theory]
    [InlineData("Ticker.Model", "Ticker.Protocol")]
    [InlineData("Ticker.Engine", "Ticker.Recording")]
    [InlineData("Ticker.Transports", "Ticker.Feeds.Grpc")]
    [InlineData("Ticker.Synthetic", "Ticker.Engine")]
    [InlineData("Ticker.Client", "Ticker.Engine")]
    [InlineData("Ticker.Server", "Ticker.Client")]
    [InlineData("Ticker.Server", "Ticker.Cli")]
    [InlineData("Ticker.Engine", "Ticker.Engine")]
    public void Violations_ReferenceToTheRight_One(string from, string to) =>
        Assert.Single(DirectionRule.Violations(Of(Project(from, Reference(to)))));

    [Fact]
    public void Violations_SourceReferencesTests_One() =>
        Assert.Single(DirectionRule.Violations(Of(Project(
            "Ticker.Engine",
            """<ProjectReference Include="../../tests/Ticker.Model/Ticker.Model.csproj" />"""))));

    [Fact]
    public void Violations_UnknownProject_One() =>
        Assert.Single(DirectionRule.Violations(Of(Project("Ticker.Extra"))));
}
