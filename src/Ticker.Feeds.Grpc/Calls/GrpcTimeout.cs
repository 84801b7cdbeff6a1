using System.Globalization;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>Reads <c>grpc-timeout</c>: at most eight digits and a unit. Source: "gRPC over HTTP2", Requests.</summary>
internal static class GrpcTimeout
{
    // A CancellationTokenSource counts milliseconds in 32 bits; a call that may last longer than this has no deadline.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>False when it is not a legal timeout.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="timeout">The timeout; infinite for one that is beyond counting.</param>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = Timeout.InfiniteTimeSpan;
        if (text.Length is < 2 or > 9 || !uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out uint amount))
        {
            return false;
        }

        TimeSpan? parsed = text[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / 100),
            _ => null,
        };
        timeout = parsed > Longest ? timeout : parsed ?? timeout;
        return parsed is not null;
    }
}
