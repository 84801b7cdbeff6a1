using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Protocol.Tests.Messages;

public class SymbolPatternTests
{
    [Theory]
    [InlineData("XNAS:AAPL", "XNAS:AAPL", true)]
    [InlineData("XNAS:AAPL", "XNAS:AAPLX", false)]
    [InlineData("XNAS:AAPL", "xnas:aapl", false)]
    [InlineData("BINANCE:*", "BINANCE:BTCUSDT", true)]
    [InlineData("BINANCE:*", "BINANCE:", true)]
    [InlineData("BINANCE:*", "BINANCE-USDM:BTCUSDT", false)]
    [InlineData("*:EURUSD", "EBS:EURUSD", true)]
    [InlineData("*:EURUSD", "EBS:EURUSDX", false)]
    [InlineData("*", "ANY:THING", true)]
    [InlineData("**", "ANY:THING", true)]
    [InlineData("****a****b", "V:a--b", true)]
    [InlineData("****a****b", "V:b--a", false)]
    [InlineData("A*A", "A", false)]
    [InlineData("A*A", "AA", true)]
    [InlineData("*ab*ab*", "V:ab", false)]
    [InlineData("*ab*ab*", "V:abab", true)]
    [InlineData("X*é*", "XPAR:CAFÉ é", true)]
    [InlineData("V:*USD*", "V:BTC USD/PERP", true)]
    public void Matches_Name_AsExpected(string pattern, string name, bool expected)
    {
        Assert.Null(SymbolPattern.Parse(pattern, out SymbolPattern parsed));
        Assert.Equal(expected, parsed.Matches(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(!pattern.Contains('*', StringComparison.Ordinal), parsed.IsExact);
        Assert.Equal(pattern, parsed.ToString());
    }

    [Theory]
    [InlineData("AAPL", "no colon")]
    [InlineData("", "no colon")]
    [InlineData("A\u0007B:*", "U+0007")]
    [InlineData("X:A\nB", "U+000A")]
    [InlineData("\u0085*", "U+0085")]
    [InlineData("X:", "symbol is empty")]
    [InlineData(":X", "venue is empty")]
    public void Parse_NotLegal_SaysWhyAndMatchesNothing(string text, string why)
    {
        Assert.Contains(why, SymbolPattern.Parse(text, out SymbolPattern parsed), StringComparison.Ordinal);
        Assert.False(parsed.Matches(Encoding.UTF8.GetBytes(text)));
        Assert.False(parsed.IsAll);
    }

    [Fact]
    public void Parse_LoneSurrogate_Refused() => Assert.Contains("Unicode", SymbolPattern.Parse("*\ud800", out _), StringComparison.Ordinal);

    [Fact]
    public void Parse_LongestAndOneMore_AcceptedAndRefused()
    {
        Assert.Null(SymbolPattern.Parse(new string('*', MessageLimits.MaxSymbolBytes), out _));
        Assert.Contains("longer", SymbolPattern.Parse(new string('*', MessageLimits.MaxSymbolBytes + 1), out _), StringComparison.Ordinal);
        Assert.Contains("longer", SymbolPattern.Parse("X:" + new string('A', 65), out _), StringComparison.Ordinal);
        Assert.Null(SymbolPattern.Parse(new string('V', 24) + ":" + new string('A', 64), out _));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("***", true)]
    [InlineData("*:*", false)]
    [InlineData("A:B", false)]
    public void IsAll_Pattern_AsExpected(string pattern, bool expected)
    {
        SymbolPattern.Parse(pattern, out SymbolPattern parsed);
        Assert.Equal(expected, parsed.IsAll);
    }

    [Fact]
    public void Matches_AnyPatternOfFewLetters_SameAsARegularExpression()
    {
        Gen<string> Text(string letters, int most) =>
            Gen.Choose(0, most).SelectMany(length => Gen.ArrayOf(Gen.Elements(letters.ToCharArray()), length)).Select(chars => new string(chars));
        Prop.ForAll(Text("ab*", 12).ToArbitrary(), Text("ab", 16).ToArbitrary(), (pattern, name) =>
        {
            if (SymbolPattern.Parse(pattern + "*", out SymbolPattern parsed) is null)
            {
                string expression = "^" + string.Concat((pattern + "*").Select(one => one == '*' ? "[ab]*" : one.ToString())) + "$";
                var regex = new Regex(expression, RegexOptions.NonBacktracking);
                Assert.Equal(regex.IsMatch(name), parsed.Matches(Encoding.UTF8.GetBytes(name)));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
