using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Json;

public class WideDecimalTextTests
{
    [Theory]
    [InlineData("0", 21, "0")]
    [InlineData("1", 21, "0.000000000000000000001")]
    [InlineData("-1", 1, "-0.1")]
    [InlineData("10", 1, "1")]
    [InlineData("-1200", 2, "-12")]
    [InlineData("1000000000000000000000", 21, "1")]
    [InlineData("170141183460469231731687303715884105727", 0, "170141183460469231731687303715884105727")]
    [InlineData("170141183460469231731687303715884105727", 21, "170141183460469231.731687303715884105727")]
    [InlineData("-170141183460469231731687303715884105727", 21, "-170141183460469231.731687303715884105727")]
    public void Format_Mantissa_ShortestExactDecimal(string mantissa, int scale, string expected)
    {
        var text = new byte[WideDecimalText.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(text, 0, WideDecimalText.Format(text, Int128.Parse(mantissa), scale)));
        Assert.True(WideDecimalText.TryParse(Encoding.ASCII.GetBytes(expected), scale, out Int128 read));
        Assert.Equal(Int128.Parse(mantissa), read);
    }

    [Fact]
    public void Format_AnyLong_SameAsDecimalText() =>
        Prop.ForAll<long, byte>((value, scale) =>
        {
            long mantissa = value % Tick.MaxMantissa;
            var text = new byte[WideDecimalText.MaxLength];
            int length = WideDecimalText.Format(text, mantissa, scale % 19);
            Assert.Equal(DecimalText.ToText(mantissa, scale % 19), Encoding.ASCII.GetString(text, 0, length));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e5")]
    [InlineData("1.2.3")]
    [InlineData("0.1234")]
    [InlineData("1,5")]
    [InlineData("170141183460469231731687303715884105728")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void TryParse_NotADecimalThatFits_False(string text) =>
        Assert.False(WideDecimalText.TryParse(Encoding.ASCII.GetBytes(text), text.StartsWith("17", StringComparison.Ordinal) ? 0 : 3, out _));
}
