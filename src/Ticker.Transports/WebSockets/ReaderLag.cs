namespace Ticker.Transports.WebSockets;

/// <summary>
/// Tells how far a peer is behind in reading what its own kernel has taken for it. To that kernel everything has
/// arrived; but values grow old in its buffer, megabytes of them on a fast line, and no newer one can take their place.
/// The window that it offers shrinks by what lies unread, and how fast that is read tells how long it will last. One
/// thread at a time uses it.
/// </summary>
/// <param name="tolerated">How far behind a peer may be before it is held back.</param>
public sealed class ReaderLag(TimeSpan tolerated)
{
    /// <summary>What may always lie there: it may have come just now.</summary>
    public const int LeastUnread = 16 * 1024;

    /// <summary>How long a peer must have been behind without a break before it is known how fast it reads, in milliseconds.</summary>
    public const long RateSpan = 100;

    /// <summary>The longest time to send nothing to one that reads, in milliseconds: then more is known.</summary>
    public const long LongestHold = 100;

    /// <summary>The time to send nothing to one that reads nothing, in milliseconds.</summary>
    public const long HoldOfIdle = 1_000;

    private const long LatelyMs = 60_000;

    private long? _first;
    private long _widestLately;
    private long _widestBefore;
    private long _latelySince;
    private long _since = -1;
    private long _readThen;
    private double? _bytesPerMs;

    /// <summary>Whether the peer, when last looked at, was behind and read nothing.</summary>
    public bool ReadsNothing => _bytesPerMs < 1;

    /// <summary>How long to send nothing.</summary>
    /// <param name="window">What the kernel tells.</param>
    /// <param name="now">The time, in milliseconds.</param>
    /// <returns>Zero when the peer is not behind, or it is not known how fast it reads.</returns>
    public TimeSpan Look(TcpWindow window, long now)
    {
        long unread = Unread(window.Offered, now);
        if (unread <= LeastUnread)
        {
            (_since, _bytesPerMs) = (-1, null);
            return TimeSpan.Zero;
        }

        NoteRate(window.Acknowledged - unread, now);
        if (_bytesPerMs is not { } rate)
        {
            return TimeSpan.Zero;
        }

        double allowed = Math.Max(LeastUnread, rate * tolerated.TotalMilliseconds);
        if (unread <= allowed)
        {
            return TimeSpan.Zero;
        }

        return TimeSpan.FromMilliseconds(ReadsNothing ? HoldOfIdle : Math.Clamp((unread - (allowed / 2)) / rate, 1, LongestHold));
    }

    // A kernel may come to offer less although nothing lies there. Surely unread is what is less than it offered at
    // first, or, where it has offered much more since, all when next to nothing of that is left.
    private long Unread(long offered, long now)
    {
        _first ??= offered;
        if (now - _latelySince >= LatelyMs)
        {
            (_widestBefore, _widestLately, _latelySince) = (_widestLately, 0, now);
        }

        _widestLately = Math.Max(_widestLately, offered);
        long widest = Math.Max(_widestLately, _widestBefore);
        return offered < widest / 5 ? widest - offered : Math.Max(0, _first.Value - offered);
    }

    private void NoteRate(long read, long now)
    {
        if (_since < 0)
        {
            (_since, _readThen) = (now, read);
        }
        else if (now - _since >= RateSpan)
        {
            double rate = Math.Max(0, read - _readThen) / (double)(now - _since);
            _bytesPerMs = _bytesPerMs is { } before ? (before + rate) / 2 : rate;
            (_since, _readThen) = (now, read);
        }
    }
}
