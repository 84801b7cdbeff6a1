namespace Ticker.Load.Subscribers;

/// <summary>
/// Finds in JSON, whatever it is wrapped in, when each tick was received, which is its last member, and nothing else: a
/// load generator counts, it does not trade. One thread.
/// </summary>
internal static class JsonScan
{
    /// <summary>The bytes of the member: a text that breaks off may hold all but one of these of a tick's that is still to come.</summary>
    public const int MemberLength = KeyLength + StampLength;

    private const int KeyLength = 6;
    private const int StampLength = 30;
    private const int DayLength = 10;

    private static readonly byte[] Day = new byte[DayLength];
    private static long _dayNanos;

    private static ReadOnlySpan<byte> Key => "\"rt\":\""u8;

    /// <summary>Counts the ticks of a text and adds their age to a histogram.</summary>
    /// <param name="text">The text; it may begin and end anywhere.</param>
    /// <param name="now">When it arrived, nanoseconds since the UNIX epoch.</param>
    /// <param name="ages">Gets the ages.</param>
    /// <param name="end">Where the last whole tick ends.</param>
    public static int Scan(ReadOnlySpan<byte> text, long now, LatencyHistogram ages, out int end)
    {
        int ticks = 0;
        end = 0;
        while (true)
        {
            int found = text[end..].IndexOf(Key);
            if (found < 0 || end + found + MemberLength > text.Length)
            {
                return ticks;
            }

            ages.Add(now - NanosOf(text.Slice(end + found + KeyLength, StampLength)));
            end += found + MemberLength;
            ticks++;
        }
    }

    // 2026-01-31T23:59:59.123456789Z
    private static long NanosOf(ReadOnlySpan<byte> stamp)
    {
        if (!stamp[..DayLength].SequenceEqual(Day))
        {
            stamp[..DayLength].CopyTo(Day);
            var day = new DateTime(Number(stamp[..4]), Number(stamp.Slice(5, 2)), Number(stamp.Slice(8, 2)), 0, 0, 0, DateTimeKind.Utc);
            _dayNanos = (day - DateTime.UnixEpoch).Ticks * 100;
        }

        long seconds = (((Number(stamp.Slice(11, 2)) * 60) + Number(stamp.Slice(14, 2))) * 60) + Number(stamp.Slice(17, 2));
        return _dayNanos + (seconds * 1_000_000_000) + Number(stamp.Slice(20, 9));
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
