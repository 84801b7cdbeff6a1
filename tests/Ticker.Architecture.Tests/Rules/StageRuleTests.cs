using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class StageRuleTests
{
    private static (string Path, string Text) File(string path, string code) => ($"src/Ticker.Engine/{path}", code);

    private static readonly (string Path, string Text) Lane =
        File("Deliver/Lane.cs", "namespace Ticker.Engine.Deliver;\npublic sealed class Lane { }\n");

    [Theory]
    [InlineData("using Ticker.Engine.Normalize;\nnamespace Ticker.Engine.Sequence;")]
    [InlineData("namespace Ticker.Engine.Sequence;\n// unlike Ticker.Engine.Deliver, this stage is one")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A { string B = \"Ticker.Engine.Deliver\"; }")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A { void B(A x) => x.Deliver.Lane(); }")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A { void B() => Deliver.ToString(); }")]
    public void Violations_EarlierStageOrNoMention_None(string code) =>
        Assert.Empty(StageRule.Violations(Of(Lane, File("Sequence/A.cs", code))));

    [Theory]
    [InlineData("using Ticker.Engine.Deliver;\nnamespace Ticker.Engine.Sequence;")]
    [InlineData("using static Ticker.Engine.Deliver.Lane;\nnamespace Ticker.Engine.Sequence;")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A(Ticker.Engine.Deliver.Lane lane);")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A(Deliver.Lane lane);")]
    [InlineData("namespace Ticker.Engine.Sequence;\nclass A(Engine.Deliver.Lane lane);")]
    public void Violations_LaterStage_One(string code) =>
        Assert.Single(StageRule.Violations(Of(Lane, File("Sequence/A.cs", code))));

    [Fact]
    public void Violations_RootFiles_OnlyThePipelineMayKnowStages()
    {
        const string code = "using Ticker.Engine.Deliver;\nnamespace Ticker.Engine;";
        Assert.Empty(StageRule.Violations(Of(File("Pipeline.cs", code))));
        Assert.Single(StageRule.Violations(Of(File("Settings.cs", code))));
    }

    [Theory]
    [InlineData("Sequence/A.cs", "namespace Ticker.Engine;")]
    [InlineData("Deliver/Sockets/A.cs", "namespace Ticker.Engine.Deliver;")]
    [InlineData("Sequence/A.cs", "global using System;\nnamespace Ticker.Engine.Sequence;")]
    [InlineData("Extras/A.cs", "namespace Ticker.Engine.Extras;")]
    public void Violations_WrongNamespaceGlobalUsingOrUnknownStage_One(string path, string code) =>
        Assert.Single(StageRule.Violations(Of(File(path, code))));

    [Fact]
    public void Violations_GlobalUsingOfAStageInTheProject_One() =>
        Assert.Single(StageRule.Violations(Of(Project("Ticker.Engine", """<Using Include="Ticker.Engine.Deliver" />"""))));
}
