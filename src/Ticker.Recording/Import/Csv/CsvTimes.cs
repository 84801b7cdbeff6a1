using System.Buffers.Text;

namespace Ticker.Recording.Import.Csv;

/// <summary>
/// Instants as they stand in CSV files: RFC 3339 and its relatives, or a count since 1970 in s, ms, us or ns, told by how large
/// it is. Exact to the nanosecond. Stateless.
/// </summary>
internal static class CsvTimes
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerTick = 100;

    // A count below each of these is in the unit beside it: all of them are the year 5138, and ms, us and ns before 1973 are not meant.
    private static readonly (long Below, int Decimals)[] Units = [(100_000_000_000, 9), (100_000_000_000_000, 6), (100_000_000_000_000_000, 3), (long.MaxValue, 0)];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of what does not say its own.</param>
    /// <param name="nanos">Nanoseconds since 1970, above 0.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeZoneInfo zone, out long nanos)
    {
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        bool count = digits < 0 ? text.Length != 8 : text[digits] == '.' && digits > 8;
        if (count)
        {
            return TryParseCount(text, digits < 0 ? text : text[..digits], out nanos);
        }

        nanos = 0;
        return TryParseDate(ref text, out DateTime day) && TryParseSeparator(ref text) && TryParseTimeOfDay(ref text, out long ofDay)
            && TryPlace(day, ofDay, text, zone, out nanos);
    }

    /// <summary>Reads an instant whose day stands apart.</summary>
    /// <param name="date">The day.</param>
    /// <param name="time">The time of the day.</param>
    /// <param name="zone">The zone of what does not say its own.</param>
    /// <param name="nanos">Nanoseconds since 1970, above 0.</param>
    public static bool TryParse(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time, TimeZoneInfo zone, out long nanos)
    {
        nanos = 0;
        return TryParseDate(ref date, out DateTime day) && date.IsEmpty && TryParseTimeOfDay(ref time, out long ofDay) && TryPlace(day, ofDay, time, zone, out nanos);
    }

    private static bool TryParseCount(ReadOnlySpan<byte> text, ReadOnlySpan<byte> whole, out long nanos)
    {
        nanos = 0;
        if (!Utf8Parser.TryParse(whole, out long count, out int read) || read != whole.Length)
        {
            return false;
        }

        int decimals = Array.Find(Units, unit => count < unit.Below).Decimals;
        if (whole.Length == text.Length && decimals == 0)
        {
            nanos = count;
            return count > 0;
        }

        // In ns every instant of these centuries is below 10^19, in whole seconds and nanoseconds apart from each other.
        ReadOnlySpan<byte> fraction = whole.Length == text.Length ? default : text[(whole.Length + 1)..].TrimEnd((byte)'0');
        long part = 0;
        if (fraction.Length > decimals || (!fraction.IsEmpty && (!Utf8Parser.TryParse(fraction, out part, out read) || read != fraction.Length || fraction[0] is (byte)'-' or (byte)'+')))
        {
            return false;
        }

        Int128 all = ((Int128)count * Power(decimals)) + ((Int128)part * Power(decimals - fraction.Length));
        nanos = all <= long.MaxValue ? (long)all : 0;
        return nanos > 0;
    }

    private static long Power(int exponent)
    {
        long power = 1;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }

    // 2024-08-08, 2024/08/08 or 20240808.
    private static bool TryParseDate(ref ReadOnlySpan<byte> text, out DateTime day)
    {
        day = default;
        bool apart = text.Length >= 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4];
        if (!apart && text.Length < 8)
        {
            return false;
        }

        if (!TryTakeDigits(ref text, 4, apart ? 1 : 0, out int year) || !TryTakeDigits(ref text, 2, apart ? 1 : 0, out int month) || !TryTakeDigits(ref text, 2, 0, out int date))
        {
            return false;
        }

        if (year is < 1971 or > 2261 || month is < 1 or > 12 || date < 1 || date > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateTime(year, month, date, 0, 0, 0, DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryParseSeparator(ref ReadOnlySpan<byte> text)
    {
        bool there = !text.IsEmpty && text[0] is (byte)'T' or (byte)'t' or (byte)' ';
        text = there ? text[1..] : text;
        return there;
    }

    // 23:54:13, with up to nine decimals.
    private static bool TryParseTimeOfDay(ref ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':'
            || !TryTakeDigits(ref text, 2, 1, out int hour) || !TryTakeDigits(ref text, 2, 1, out int minute) || !TryTakeDigits(ref text, 2, 0, out int second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        nanos = ((((hour * 60L) + minute) * 60) + second) * NanosPerSecond;
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        int end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> fraction = end < 0 ? text[1..] : text[1..(end + 1)];
        text = text[(fraction.Length + 1)..];
        ReadOnlySpan<byte> told = fraction.TrimEnd((byte)'0');
        int decimals = told.Length;
        if (fraction.IsEmpty || decimals > 9 || !TryTakeDigits(ref told, decimals, 0, out int part))
        {
            return false;
        }

        nanos += part * Power(9 - decimals);
        return true;
    }

    private static bool TryTakeDigits(ref ReadOnlySpan<byte> text, int count, int skip, out int number)
    {
        number = 0;
        if (text.Length < count + skip)
        {
            return false;
        }

        foreach (byte digit in text[..count])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        text = text[(count + skip)..];
        return true;
    }

    // What is left of the text is the zone: none, Z, or an offset.
    private static bool TryPlace(DateTime day, long ofDay, ReadOnlySpan<byte> zoneText, TimeZoneInfo zone, out long nanos)
    {
        nanos = 0;
        TimeSpan offset = TimeSpan.Zero;
        if (zoneText.IsEmpty)
        {
            offset = zone.GetUtcOffset(day.AddTicks(ofDay / NanosPerTick));
        }
        else if (!zoneText.SequenceEqual("Z"u8) && !zoneText.SequenceEqual("z"u8) && !TryParseOffset(zoneText, out offset))
        {
            return false;
        }

        nanos = ((day.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks) * NanosPerTick) + ofDay;
        return nanos > 0;
    }

    // +02:00, +0200 or +02.
    private static bool TryParseOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        bool west = text[0] == '-';
        if (!west && text[0] != '+')
        {
            return false;
        }

        text = text[1..];
        int minutes = 0;
        bool colon = text.Length > 3 && text[2] == ':';
        if (!TryTakeDigits(ref text, 2, colon ? 1 : 0, out int hours) || (!text.IsEmpty && !TryTakeDigits(ref text, 2, 0, out minutes)) || !text.IsEmpty || hours > 15 || minutes > 59)
        {
            return false;
        }

        offset = TimeSpan.FromMinutes((west ? -1 : 1) * ((hours * 60) + minutes));
        return true;
    }
}
