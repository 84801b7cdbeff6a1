using static Ticker.Architecture.Tests.MadeUpTree;

namespace Ticker.Architecture.Tests.Rules;

public sealed class HabitRuleTests
{
    private static RepositoryTree Code(string text) => Of(("src/Ticker.Model/A.cs", text));

    [Theory]
    [InlineData("public sealed class LastValueCache { }")]
    [InlineData("public sealed class DemoService : BackgroundService { }")]
    [InlineData("public sealed class FeedService { }")]
    [InlineData("/// a helper; class Manager is not what this is\npublic enum Informed { }")]
    [InlineData("public readonly record struct Database(int Baseline);")]
    public void Violations_NamesThatSaySomething_None(string code) => Assert.Empty(HabitRule.Violations(Code(code)));

    [Theory]
    [InlineData("public sealed class FeedManager { }")]
    [InlineData("internal static class TextHelpers { }")]
    [InlineData("public readonly record struct InstrumentInfo(int A);")]
    [InlineData("public abstract class TransportBase { }")]
    [InlineData("public abstract class BaseTransport { }")]
    [InlineData("public interface ICommonThings { }")]
    [InlineData("public sealed class LaneImpl { }")]
    [InlineData("public sealed class QuoteProcessor { }")]
    [InlineData("public sealed class QuoteService { }")]
    [InlineData("class Outer { private enum SharedThing { A } }")]
    public void Violations_NamesThatSayNothing_One(string code) => Assert.Single(HabitRule.Violations(Code(code)));

    [Fact]
    public void Violations_LongFile_OneUnlessItSaysWhy()
    {
        string lines = string.Concat(Enumerable.Repeat("// a line\n", 400));
        Assert.Empty(HabitRule.Violations(Code(lines)));
        Assert.Single(HabitRule.Violations(Code(lines + "// one more\n")));
        Assert.Empty(HabitRule.Violations(Code(lines + "/// <remarks>It is over 400 lines because ..</remarks>\n")));
    }
}
