using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Access;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Access;

/// <summary>What somebody may see, against what somebody asks for.</summary>
public sealed class SymbolScopeTests
{
    private static readonly string[] Letters = ["a", "b", "*"];

    // All texts of up to six letters, the longest that two patterns of four can need.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 7).SelectMany(length => Enumerable.Range(0, 1 << length).Select(bits => string.Concat(Enumerable.Range(0, length).Select(n => (bits >> n & 1) == 0 ? 'a' : 'b'))))];

    private static Gen<string> Pattern => Gen.Elements(Letters).ListOf(4).Select(string.Concat).Where(text => text.Contains('*', StringComparison.Ordinal));

    [Fact]
    public void Overlaps_AnyTwoPatterns_WhenSomeTextMatchesBoth() => Prop.ForAll(Arb.From(Pattern), Arb.From(Pattern), (one, other) =>
        ScopeOf(one).Overlaps(other) == Array.Exists(Texts, text => Matches(one, text) && Matches(other, text))).QuickCheckThrowOnFailure();

    [Fact]
    public void Covers_AnyTwoPatterns_OnlyWhenAllThatTheOtherMatchesIsIn() => Prop.ForAll(Arb.From(Pattern), Arb.From(Pattern), (one, other) =>
        !ScopeOf(one).Covers(other) || Array.TrueForAll(Texts, text => !Matches(other, text) || Matches(one, text))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("XNAS:*", "XNAS:AAPL", true)]
    [InlineData("XNAS:*", "XNAS:*", true)]
    [InlineData("XNAS:*", "XNAS:A*", true)]
    [InlineData("XNAS:*", "*", false)]
    [InlineData("XNAS:*", "*:AAPL", false)]
    [InlineData("XNAS:*", "XNYS:*", false)]
    [InlineData("XNAS:AAPL", "XNAS:AAPL", true)]
    [InlineData("XNAS:AAPL", "XNAS:AAP*", false)]
    [InlineData("*", "A:*B*", true)]
    public void Covers_WhatIsAskedFor_IsTold(string may, string asked, bool covered) => Assert.Equal(covered, ScopeOf(may).Covers(asked));

    [Fact]
    public void None_AllowsNothing()
    {
        Assert.False(SymbolScope.None.Allows("A:B") || SymbolScope.None.Covers("*") || SymbolScope.None.Overlaps("*"));
        Assert.True(SymbolScope.None.IsNone && SymbolScope.All.IsAll);
    }

    [Fact]
    public void Parse_WhatIsNoSymbol_IsTold() => Assert.NotNull(SymbolScope.Parse(["XNAS:*", "no symbol"], out _));

    private static SymbolScope ScopeOf(string pattern)
    {
        Assert.Null(SymbolScope.Parse([pattern], out SymbolScope scope));
        return scope;
    }

    private static bool Matches(string pattern, string text)
    {
        Assert.Null(SymbolPattern.Parse(pattern, out SymbolPattern parsed));
        return parsed.Matches(Encoding.UTF8.GetBytes(text));
    }
}
