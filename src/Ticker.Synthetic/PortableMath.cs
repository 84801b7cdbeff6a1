namespace Ticker.Synthetic;

/// <summary>
/// Logarithm and exponential made of additions, multiplications and divisions only, which IEEE 754 defines to the last
/// bit: the platform's own may differ in the last digit from machine to machine, and then two markets of one seed would part.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>The natural logarithm, to about 1e-12.</summary>
    /// <param name="x">A normal number above 0.</param>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)), a quick series since the argument stays below 0.172.
        double s = (m - 1) / (m + 1);
        double q = s * s;
        double series = 1.0 / 13;
        series = (series * q) + (1.0 / 11);
        series = (series * q) + (1.0 / 9);
        series = (series * q) + (1.0 / 7);
        series = (series * q) + (1.0 / 5);
        series = (series * q) + (1.0 / 3);
        series = (series * q) + 1;
        return (2 * s * series) + (exponent * Ln2);
    }

    /// <summary>e to the power of -<paramref name="x"/>, to about 1e-12; 0 where the result is below 1e-300.</summary>
    /// <param name="x">At least 0.</param>
    public static double ExpOfMinus(double x)
    {
        if (x > 690)
        {
            return 0;
        }

        int halvings = (int)((x / Ln2) + 0.5);
        double r = (halvings * Ln2) - x;
        double series = 1 + (r / 11);
        for (int n = 10; n > 0; n--)
        {
            series = 1 + (r * series / n);
        }

        return series * BitConverter.Int64BitsToDouble((1023L - halvings) << 52);
    }
}
