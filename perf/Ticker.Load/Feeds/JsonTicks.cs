using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Ticker.Load.Feeds;

/// <summary>Overwrites sequence and times of a data message in JSON where they lie: nine digits, and nine decimals of a second.</summary>
internal static class JsonTicks
{
    private const int SecondLength = 19;
    private const int NanosPerSecond = 1_000_000_000;

    private static readonly byte[] Second = new byte[SecondLength];
    private static long _seconds;

    /// <summary>Gives a message of one tick the next sequence and the time as its event and receive time.</summary>
    public static void Renumber(Span<byte> message, ulong sequence, long now)
    {
        long seconds = now / NanosPerSecond;
        if (seconds != _seconds)
        {
            _seconds = seconds;
            Encoding.ASCII.GetBytes(DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), Second);
        }

        int nanos = (int)(now % NanosPerSecond);
        Utf8Formatter.TryFormat(sequence, After(message, "\"seq\":\""u8), out _);
        Put(After(message, "\"t\":\""u8), nanos);
        Put(After(message, "\"rt\":\""u8), nanos);
    }

    private static Span<byte> After(Span<byte> message, ReadOnlySpan<byte> key) => message[(message.IndexOf(key) + key.Length)..];

    private static void Put(Span<byte> at, int nanos)
    {
        Second.CopyTo(at);
        Utf8Formatter.TryFormat(nanos, at[(SecondLength + 1)..], out _, new System.Buffers.StandardFormat('D', 9));
    }
}
