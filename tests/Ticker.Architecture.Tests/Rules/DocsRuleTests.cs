using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class DocsRuleTests
{
    [Theory]
    [InlineData("[map](src/README.md), [folder](src/docs), [part](src/README.md#a), [web](https://example.org/a)")]
    [InlineData("```\n[not](a-link.md)\n```\nand `[neither](this.md)`")]
    public void Violations_LinksToWhatIsThere_None(string text) =>
        Assert.Empty(DocsRule.Violations(Of(("README.md", text), ("src/README.md", ""), ("src/docs/a.txt", ""))));

    [Theory]
    [InlineData("README.md", "[gone](src/gone.md)")]
    [InlineData("README.md", "[`Gone`](src/Gone)")]
    [InlineData("src/docs/page.md", "[up](../gone.md)")]
    public void Violations_LinkToNothing_One(string page, string text) =>
        Assert.Single(DocsRule.Violations(Of((page, text))));

    [Fact]
    public void Violations_ProjectNotOnTheMap_One()
    {
        Assert.Single(DocsRule.Violations(Of(("src/README.md", ""), Project("Ticker.Model"))));
        Assert.Empty(DocsRule.Violations(Of(("src/README.md", "[`Ticker.Model`](Ticker.Model)"), Project("Ticker.Model"))));
    }

    [Fact]
    public void Violations_DecisionNotInTheIndex_One()
    {
        Assert.Single(DocsRule.Violations(Of(("src/docs/README.md", ""), ("src/docs/decisions/a.md", ""))));
        Assert.Empty(DocsRule.Violations(Of(("src/docs/README.md", "[a](decisions/a.md)"), ("src/docs/decisions/a.md", ""))));
    }
}
