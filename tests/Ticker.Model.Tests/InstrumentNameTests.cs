namespace Ticker.Model.Tests;

public sealed class InstrumentNameTests
{
    [Theory]
    [InlineData("XNAS:AAPL", "XNAS", "AAPL")]
    [InlineData("EBS:EUR/USD", "EBS", "EUR/USD")]
    [InlineData("BTEC:US 10Y 4.250 11/34", "BTEC", "US 10Y 4.250 11/34")]
    [InlineData("OPRA:AAPL:20270115:C:200", "OPRA", "AAPL:20270115:C:200")]
    [InlineData("XTKS:\u30c8\u30e8\u30bf", "XTKS", "\u30c8\u30e8\u30bf")]
    [InlineData("X:__proto__", "X", "__proto__")]
    public void Parse_LegalName_DividesAtTheFirstColon(string text, string venue, string symbol)
    {
        Assert.Null(InstrumentName.Parse(text, out InstrumentName name));
        Assert.Equal((venue, symbol), (name.Venue, name.Symbol));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("AAPL", "no colon")]
    [InlineData(":AAPL", "venue is empty")]
    [InlineData("XNAS:", "symbol is empty")]
    [InlineData("XNAS:A\u0000", "U+0000")]
    [InlineData("XNAS:A\u0085", "U+0085")]
    [InlineData("X\u001bNAS:A", "U+001B")]
    [InlineData("XNAS:A*", "'*'")]
    [InlineData("*:A", "'*'")]
    [InlineData("XNAS:\ud83d", "not valid Unicode")]
    [InlineData("VENUENAMETHATISTOOLONGBYONE:A", "longer than 24 bytes")]
    public void Parse_IllegalName_SaysWhy(string text, string why)
    {
        Assert.Contains(why, InstrumentName.Parse(text, out InstrumentName name));
        Assert.Equal(default, name);
    }

    [Theory]
    [InlineData('x', 64, true)]
    [InlineData('x', 65, false)]
    [InlineData('\u20ac', 21, true)]
    [InlineData('\u20ac', 22, false)]
    public void Check_LongSymbol_CountsBytes(char character, int times, bool legal) =>
        Assert.Equal(legal, new InstrumentName("X", new string(character, times)).Check() is null);

    [Fact]
    public void Check_ColonInTheVenue_IsIllegal() => Assert.NotNull(new InstrumentName("A:B", "C").Check());

    [Fact]
    public void Check_NoNameAtAll_IsIllegal() => Assert.NotNull(default(InstrumentName).Check());
}
