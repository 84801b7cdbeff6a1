using System.Globalization;

namespace Ticker.Cli;

/// <summary>How many seconds of a feed's time go by in one of ours; positive infinity = as fast as it can.</summary>
internal readonly record struct Pace(double Factor)
{
    /// <summary>As it was.</summary>
    public static Pace RealTime => new(1);

    /// <summary>As fast as it can.</summary>
    public static Pace Max => new(double.PositiveInfinity);

    /// <summary>Whether nothing is waited for.</summary>
    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>Reads <c>max</c> or a number from 0.001 to 1,000,000.</summary>
    public static bool TryParse(string text, out Pace pace)
    {
        pace = Max;
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        bool read = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor);
        pace = new Pace(factor);
        return read && factor is >= 0.001 and <= 1_000_000;
    }

    /// <summary>How much of the feed's time has gone by after a while of ours.</summary>
    public TimeSpan FeedTime(TimeSpan ours) => IsMax ? TimeSpan.MaxValue : ours * Factor;

    /// <summary>How much of our time a while of the feed's takes.</summary>
    public TimeSpan OurTime(TimeSpan feeds) => IsMax ? TimeSpan.Zero : feeds / Factor;

    /// <inheritdoc/>
    public override string ToString() => IsMax ? "max" : Factor.ToString(CultureInfo.InvariantCulture);
}
