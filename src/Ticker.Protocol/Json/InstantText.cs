using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Reads instants as JSON data messages write them.</summary>
internal static class InstantText
{
    /// <summary>Reads <c>2024-08-08T23:54:13.937412000Z</c>, RFC 3339 in UTC with no decimals or up to nine.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UnixNanos instant)
    {
        instant = default;
        if (text.Length < 20 || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        ReadOnlySpan<byte> decimals = text[19..^1];
        long nanos = 0;
        if (!decimals.IsEmpty)
        {
            if (decimals[0] != '.' || decimals.Length is < 2 or > 10 || !TryNumber(decimals[1..], out nanos))
            {
                return false;
            }

            for (int digits = decimals.Length - 1; digits < 9; digits++)
            {
                nanos *= 10;
            }
        }

        if (!TryNumber(text[..4], out long year) || !TryNumber(text[5..7], out long month) || !TryNumber(text[8..10], out long day)
            || !TryNumber(text[11..13], out long hour) || !TryNumber(text[14..16], out long minute) || !TryNumber(text[17..19], out long second)
            || year is < 1678 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var whole = new DateTime((int)year, (int)month, (int)day, (int)hour, (int)minute, (int)second, DateTimeKind.Utc);
        instant = new UnixNanos(((whole - DateTime.UnixEpoch).Ticks * 100) + nanos);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
