using Ticker.Architecture.Tests.Rules;

namespace Ticker.Architecture.Tests;

/// <summary>The repository as it is keeps every rule. On a failure the message lists each file and what is wrong.</summary>
public sealed class RepositoryTests
{
    private static readonly RepositoryTree Tree = RepositoryTree.OnDisk();

    [Fact]
    public void OnDisk_ThisRepository_IsFound() => Assert.True(Tree.Projects("src").Count() >= 3);

    [Fact]
    public void References_EachProject_PointLeft() => Keeps(DirectionRule.Violations(Tree));

    [Fact]
    public void Packages_InnerProjects_NeedNone() => Keeps(PackageRule.Violations(Tree));

    [Fact]
    public void Layout_TopTestsAndSolution_AreAsDecided() => Keeps(LayoutRule.Violations(Tree));

    [Fact]
    public void Stages_EachEngineFile_KnowsNoLaterStage() => Keeps(StageRule.Violations(Tree));

    [Fact]
    public void Habits_EachSourceFile_AreKept() => Keeps(HabitRule.Violations(Tree));

    [Fact]
    public void Docs_EachPage_TellsOfWhatIsThere() => Keeps(DocsRule.Violations(Tree));

    [Fact]
    public void Faults_EachThatIsDeliberate_FitsTheSources() => Keeps(FaultRule.Violations(Tree));

    private static void Keeps(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
