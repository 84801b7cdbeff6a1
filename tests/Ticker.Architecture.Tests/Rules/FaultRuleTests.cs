namespace Ticker.Architecture.Tests.Rules;

public sealed class FaultRuleTests
{
    private const string Fault = "// what they are\n\n# a mark is forgotten\nin: src/Lane.cs\nfind:\n|  Mark();\n|  Send();\nreplace:\n|  Send();\n";

    [Fact]
    public void Violations_FitsOnce_None() => Assert.Empty(Of("{\n  Mark();\n  Send();\n}"));

    [Theory]
    [InlineData("{\n  Mark(1);\n  Send();\n}")]
    [InlineData("{\n  Mark();\n  Send();\n}\n{\n  Mark();\n  Send();\n}")]
    public void Violations_FitsNotOrTwice_One(string source) => Assert.Single(Of(source));

    [Fact]
    public void Violations_FileIsGone_One() => Assert.Single(FaultRule.Violations(MadeUpTree.Of(("tests/Ticker.Simulation.Tests/Faults/faults.txt", Fault))));

    private static IEnumerable<string> Of(string source) =>
        FaultRule.Violations(MadeUpTree.Of(("tests/Ticker.Simulation.Tests/Faults/faults.txt", Fault), ("src/Lane.cs", source)));
}
