namespace Ticker.Transports.WebSockets;

/// <summary>A token bucket: so many messages at once, so many a second in the long run. Not thread-safe.</summary>
/// <param name="perSecond">The long-run rate.</param>
/// <param name="burst">The most at once.</param>
/// <param name="time">The clock.</param>
public sealed class MessageRate(int perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _last = time.GetTimestamp();

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake()
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
