using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Tests.Import.Text;

public class ExactNumberTests
{
    [Theory]
    [InlineData("1", 0, 1)]
    [InlineData("1.50", 1, 15)]
    [InlineData("-0.25", 2, -25)]
    [InlineData(".5", 1, 5)]
    [InlineData("5.", 0, 5)]
    [InlineData("1e-7", 7, 1)]
    [InlineData("1.25E-7", 9, 125)]
    [InlineData("-1.250e-7", 9, -125)]
    [InlineData("125e+2", 0, 12_500)]
    [InlineData("1.25e2", 0, 125)]
    [InlineData("1.25e1", 1, 125)]
    [InlineData("100e-2", 0, 1)]
    [InlineData("0e-30", 0, 0)]
    [InlineData("0.000", 0, 0)]
    public void Parse_Number_ExactlyInTheDecimalsItNeeds(string text, int decimals, long mantissa)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(decimals, ExactNumber.Decimals(bytes));
        Assert.Equal((DecimalResult.Exact, mantissa), (ExactNumber.Parse(bytes, decimals, out long read), read));
        Assert.True(decimals == 0 || ExactNumber.Parse(bytes, decimals - 1, out _) == DecimalResult.TooFine);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+-5")]
    [InlineData("1e5.5")]
    [InlineData("1e99999999999")]
    [InlineData("1e41")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3e5")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("1,5")]
    [InlineData("11111111111111111111111111111111111111111e5")]
    public void Parse_NoNumber_Malformed(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(DecimalResult.Malformed, ExactNumber.Parse(bytes, 8, out _));
        Assert.Equal(-1, ExactNumber.Decimals(bytes));
    }

    [Fact]
    public void Parse_AnyNumberInAnyForm_TheSameValue() =>
        Prop.ForAll<long, byte>((value, form) =>
        {
            long mantissa = value % 1_000_000_000_000;
            int scale = form % 10;
            decimal number = new decimal(Math.Abs(mantissa)) / (decimal)Math.Pow(10, scale) * Math.Sign(mantissa);
            string[] texts = [number.ToString(CultureInfo.InvariantCulture), $"{mantissa}e-{scale}", $"{mantissa}E-0{scale}", $"{mantissa}000e-{scale + 3}", number.ToString("E16", CultureInfo.InvariantCulture)];
            foreach (string text in texts)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Assert.InRange(ExactNumber.Decimals(bytes), 0, scale);
                Assert.Equal((text, DecimalResult.Exact, mantissa), (text, ExactNumber.Parse(bytes, scale, out long read), read));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
