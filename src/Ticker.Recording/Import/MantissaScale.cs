using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>Changes the scale of mantissas, exactly or not at all. Stateless.</summary>
internal static class MantissaScale
{
    /// <summary>The same number with more decimals; null where that is beyond <see cref="Tick.MaxMantissa"/>.</summary>
    /// <param name="mantissa">The number.</param>
    /// <param name="decimals">How many more, 0 to 18.</param>
    public static long? Refine(long mantissa, int decimals)
    {
        long power = 1;
        for (int place = 0; place < decimals; place++)
        {
            power *= 10;
        }

        return Math.Abs(mantissa) <= Tick.MaxMantissa / power ? mantissa * power : null;
    }
}
