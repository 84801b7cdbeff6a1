using System.Globalization;

namespace Ticker.Model;

/// <summary>
/// An instant: nanoseconds since 1970-01-01T00:00:00Z, leap seconds ignored, as POSIX counts them.
/// Range: the years 1678 to 2262. Zero means "none given" wherever a feed may leave a time out.
/// </summary>
/// <param name="Value">Nanoseconds since the UNIX epoch, UTC.</param>
public readonly record struct UnixNanos(long Value) : IComparable<UnixNanos>
{
    /// <summary>The length of <c>2024-08-08T23:54:13.937412000Z</c>: what <see cref="TryFormat"/> writes, in bytes.</summary>
    public const int TextLength = 30;

    private const long PerSecond = 1_000_000_000;
    private const long PerTick = 100;
    private const int EpochDay = 719_162;

    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ"];

    /// <summary>No time given.</summary>
    public static UnixNanos None => default;

    /// <summary>Whether a time was given at all.</summary>
    public bool IsNone => Value == 0;

    /// <summary>The present instant of <paramref name="time"/>, to its own resolution (100 ns for the system clock).</summary>
    public static UnixNanos Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return From(time.GetUtcNow());
    }

    /// <summary>Converts exactly; a <see cref="DateTimeOffset"/> counts in steps of 100 ns.</summary>
    public static UnixNanos From(DateTimeOffset instant) =>
        new((instant.UtcTicks - DateTime.UnixEpoch.Ticks) * PerTick);

    /// <summary>Converts, dropping what is finer than 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTime.UnixEpoch.Ticks + Math.DivRem(Value, PerTick).Quotient, TimeSpan.Zero);

    /// <summary>Writes RFC 3339 text with nine decimals, <see cref="TextLength"/> bytes; false when there is no room.</summary>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.Length < TextLength)
        {
            return false;
        }

        long seconds = Math.DivRem(Value, PerSecond, out long nanos);
        if (nanos < 0)
        {
            nanos += PerSecond;
            seconds--;
        }

        // By hand: a format string costs more than all else of a tick in JSON.
        (long days, int second) = Math.DivRem(seconds, 86_400) is var (whole, rest) && rest < 0 ? (whole - 1, (int)rest + 86_400) : (whole, (int)rest);
        (int year, int month, int day) = DateOnly.FromDayNumber((int)days + EpochDay);
        "0000-00-00T00:00:00.000000000Z"u8.CopyTo(destination);
        Put(destination, 4, year);
        Put(destination, 7, month);
        Put(destination, 10, day);
        Put(destination, 13, second / 3_600);
        Put(destination, 16, second / 60 % 60);
        Put(destination, 19, second % 60);
        Put(destination, 29, (int)nanos);
        written = TextLength;
        return true;
    }

    /// <summary>
    /// Reads RFC 3339 text with up to nine decimals, a date and time without a zone (UTC), a date (its midnight, UTC), or
    /// whole nanoseconds since the UNIX epoch. Nothing is rounded: a tenth decimal is refused.
    /// </summary>
    /// <param name="text">As in <c>2024-08-08T23:54:13.937412Z</c>, <c>2024-08-08T23:54+02:00</c>, <c>2024-08-08</c> or <c>1723161253937412000</c>.</param>
    /// <param name="instant">The instant, where the text is one.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out UnixNanos instant)
    {
        instant = default;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long nanos))
        {
            instant = new UnixNanos(nanos);
            return true;
        }

        long fraction = 0;
        string whole = text.ToString();
        int point = text.IndexOf('.');
        if (point >= 0)
        {
            ReadOnlySpan<char> digits = text[(point + 1)..];
            int end = digits.IndexOfAnyExceptInRange('0', '9');
            digits = end < 0 ? digits : digits[..end];
            if (digits.Length is 0 or > 9 || whole.AsSpan(0, point).Count(':') != 2)
            {
                return false;
            }

            fraction = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            for (int place = digits.Length; place < 9; place++)
            {
                fraction *= 10;
            }

            whole = whole.Remove(point, digits.Length + 1);
        }

        if (!DateTimeOffset.TryParseExact(whole, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset read))
        {
            return false;
        }

        Int128 value = ((Int128)(read.UtcTicks - DateTime.UnixEpoch.Ticks) * PerTick) + fraction;
        instant = new UnixNanos(value >= long.MinValue && value <= long.MaxValue ? (long)value : 0);
        return value == instant.Value;
    }

    /// <inheritdoc/>
    public int CompareTo(UnixNanos other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(UnixNanos left, UnixNanos right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(UnixNanos left, UnixNanos right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(UnixNanos left, UnixNanos right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(UnixNanos left, UnixNanos right) => left.Value >= right.Value;

    /// <summary>RFC 3339 text with nine decimals.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        TryFormat(text, out int written);
        return System.Text.Encoding.ASCII.GetString(text[..written]);
    }

    // Over zeros, from the last digit to the first.
    private static void Put(Span<byte> text, int end, int value)
    {
        for (int at = end - 1; value > 0; at--)
        {
            (value, int digit) = Math.DivRem(value, 10);
            text[at] = (byte)('0' + digit);
        }
    }
}
