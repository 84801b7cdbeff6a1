namespace Ticker.Client.Streams;

/// <summary>
/// How long to wait before coming back: a random time from 0 to a bound that doubles with each attempt, up to a cap ("full
/// jitter"), so that those who lost the same server do not come back all at once. Not thread-safe.
/// </summary>
/// <param name="first">The bound of the first attempt.</param>
/// <param name="cap">The greatest bound.</param>
/// <param name="random">Gives a number from 0 up to but not with 1.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan cap, Func<double> random)
{
    /// <summary>Attempts since a connection stood; 0 = none.</summary>
    public int Attempt { get; private set; }

    /// <summary>A connection stood: the next attempt is the first again.</summary>
    public void Reset() => Attempt = 0;

    /// <summary>Counts an attempt.</summary>
    /// <param name="least">What the server asked for.</param>
    /// <returns>How long to wait before it.</returns>
    public TimeSpan Next(TimeSpan least)
    {
        Attempt++;
        // Beyond 2^30 times the first bound, any cap has been reached.
        TimeSpan bound = TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Min(Attempt - 1, 30)), cap.Ticks));
        TimeSpan wait = bound * random();
        return wait > least ? wait : least;
    }
}
