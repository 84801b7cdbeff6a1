using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Model.Tests;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("187.24", 2, 18724)]
    [InlineData("187.24", 4, 1872400)]
    [InlineData("187.2400", 2, 18724)]
    [InlineData("-37.63", 2, -3763)]
    [InlineData("+1", 0, 1)]
    [InlineData(".5", 1, 5)]
    [InlineData("5.", 1, 50)]
    [InlineData("-0", 3, 0)]
    [InlineData("0.0000000001", 12, 100)]
    [InlineData("000000000000000000000000000001", 0, 1)]
    [InlineData("1000000000000000000", 0, Tick.MaxMantissa)]
    [InlineData("-1", 18, -Tick.MaxMantissa)]
    public void Parse_Decimal_IsExact(string text, int scale, long mantissa)
    {
        Assert.Equal(DecimalResult.Exact, DecimalText.Parse(Encoding.ASCII.GetBytes(text), scale, out long value));
        Assert.Equal(mantissa, value);
    }

    [Theory]
    [InlineData("", DecimalResult.Malformed)]
    [InlineData("-", DecimalResult.Malformed)]
    [InlineData(".", DecimalResult.Malformed)]
    [InlineData("--1", DecimalResult.Malformed)]
    [InlineData("1e5", DecimalResult.Malformed)]
    [InlineData(" 1", DecimalResult.Malformed)]
    [InlineData("1.2.3", DecimalResult.Malformed)]
    [InlineData("1,000", DecimalResult.Malformed)]
    [InlineData("NaN", DecimalResult.Malformed)]
    [InlineData("1 ", DecimalResult.Malformed)]
    [InlineData("1-", DecimalResult.Malformed)]
    [InlineData("0x10", DecimalResult.Malformed)]
    [InlineData("1\0", DecimalResult.Malformed)]
    [InlineData("1.5/", DecimalResult.Malformed)]
    [InlineData("1.5:", DecimalResult.Malformed)]
    [InlineData("\u0661\u0662", DecimalResult.Malformed)]
    [InlineData("\u22121", DecimalResult.Malformed)]
    [InlineData("1.001", DecimalResult.TooFine)]
    [InlineData("10000000000000000.01", DecimalResult.TooLarge)]
    [InlineData("10000000000000001", DecimalResult.TooLarge)]
    [InlineData("99999999999999999999999999999999", DecimalResult.TooLarge)]
    public void Parse_WhatTheScaleCannotHold_IsRefusedNeverRounded(string text, DecimalResult expected)
    {
        Assert.Equal(expected, DecimalText.Parse(Encoding.UTF8.GetBytes(text), 2, out long value));
        Assert.Equal(0, value);
    }

    [Theory]
    [InlineData(0, 5, "0")]
    [InlineData(18720, 2, "187.2")]
    [InlineData(18700, 2, "187")]
    [InlineData(-5, 3, "-0.005")]
    [InlineData(1, 18, "0.000000000000000001")]
    [InlineData(long.MaxValue, 0, "9223372036854775807")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    public void Format_Mantissa_IsTheShortestDecimal(long mantissa, int scale, string text) =>
        Assert.Equal(text, DecimalText.ToText(mantissa, scale));

    [Fact]
    public void Parse_WhatFormatWrote_IsTheSameMantissa() =>
        Prop.ForAll(Mantissas.ToArbitrary(), Scales.ToArbitrary(), (mantissa, scale) =>
        {
            string text = DecimalText.ToText(mantissa, scale);
            DecimalResult result = DecimalText.Parse(Encoding.ASCII.GetBytes(text), scale, out long again);
            return result == DecimalResult.Exact && again == mantissa
                && text.Length <= DecimalText.MaxLength
                && !(text.Contains('.') && text.EndsWith('0'))
                && DecimalText.ScaleOf(Encoding.ASCII.GetBytes(text)) <= scale
                && DecimalText.ToDecimal(mantissa, scale) == decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Parse_AnyDigits_AgreesWithIntegersOfAnySize() =>
        Prop.ForAll(Digits.ToArbitrary(), Digits.ToArbitrary(), Scales.ToArbitrary(), (whole, fraction, scale) =>
        {
            string kept = fraction.TrimEnd('0');
            DecimalResult result = DecimalText.Parse(Encoding.ASCII.GetBytes($"{whole}.{fraction}"), scale, out long mantissa);
            if (whole.Length + fraction.Length == 0)
            {
                return result == DecimalResult.Malformed;
            }

            if (kept.Length > scale)
            {
                return result == DecimalResult.TooFine;
            }

            BigInteger exact = BigInteger.Parse("0" + whole + kept.PadRight(scale, '0'), CultureInfo.InvariantCulture);
            return exact > Tick.MaxMantissa ? result == DecimalResult.TooLarge : result == DecimalResult.Exact && exact == mantissa;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static Gen<long> Mantissas =>
        from magnitude in Gen.Choose(0, 60)
        from bits in ArbMap.Default.GeneratorFor<long>()
        let value = bits >> magnitude
        where value is >= -Tick.MaxMantissa and <= Tick.MaxMantissa
        select value;

    private static Gen<int> Scales => Gen.Choose(0, 18);

    private static Gen<string> Digits =>
        from length in Gen.Choose(0, 24)
        from digits in Gen.Elements('0', '0', '1', '5', '9').ArrayOf(length)
        select new string(digits);
}
