using System.Globalization;

namespace Ticker.Recording.Replay;

/// <summary>How many seconds of a recording go by in one of ours; positive infinity = as fast as it can.</summary>
/// <param name="Factor">The factor, <see cref="Least"/> to <see cref="Greatest"/>, or infinity.</param>
public readonly record struct ReplaySpeed(double Factor)
{
    /// <summary>The slowest.</summary>
    public const double Least = 0.01;

    /// <summary>The fastest that is still paced.</summary>
    public const double Greatest = 1_000_000;

    // What a slice of the tape may span at the speeds up to 1; ten times that for each power of ten.
    private const long FinestSlice = 100_000;

    /// <summary>As it was.</summary>
    public static ReplaySpeed RealTime => new(1);

    /// <summary>As fast as it can.</summary>
    public static ReplaySpeed Max => new(double.PositiveInfinity);

    /// <summary>Whether nothing is waited for.</summary>
    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>
    /// The speed class, by what a slice of the tape may span, in nanoseconds of the tape: 0.1 ms up to speed 1, ten times
    /// that for each further power of ten, and any span at <c>max</c>. What is in one slice is sent together.
    /// </summary>
    public long SliceSpan
    {
        get
        {
            if (IsMax)
            {
                return long.MaxValue;
            }

            long span = FinestSlice;
            for (double limit = 1; Factor > limit; limit *= 10)
            {
                span *= 10;
            }

            return span;
        }
    }

    /// <summary>The narrowest that a slice of any class is.</summary>
    public static long FinestSpan => FinestSlice;

    /// <summary>Reads <c>max</c> or a decimal number from 0.01 to 1,000,000.</summary>
    /// <returns>What is wrong, for a person to read, or null.</returns>
    public static string? Parse(string text, out ReplaySpeed speed)
    {
        speed = RealTime;
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            speed = Max;
            return null;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor) || !(factor is >= Least and <= Greatest))
        {
            return $"speed is a number from {Least.ToString(CultureInfo.InvariantCulture)} to {Greatest.ToString("N0", CultureInfo.InvariantCulture)}, or max";
        }

        speed = new ReplaySpeed(factor);
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => IsMax ? "max" : Factor.ToString(CultureInfo.InvariantCulture);
}
