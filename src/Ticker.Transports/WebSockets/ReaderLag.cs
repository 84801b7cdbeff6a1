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

    /// <summary>
    /// The longest time to send nothing to one that reads nothing, in milliseconds. It begins with <see cref="LongestHold"/>,
    /// for most only pause, and doubles.
    /// </summary>
    public const long LongestHoldOfIdle = 1_000;

    /// <summary>
    /// How long a peer that was behind must not have been so again before it is forgotten how fast it reads, in
    /// milliseconds: else one that has just caught up would be given all that there is, until it is known anew.
    /// </summary>
    public const long CalmSpan = 1_000;

    private const long LatelyMs = 60_000;

    private long? _first;
    private long _widestLately;
    private long _widestBefore;
    private long _latelySince;
    private long _since = -1;
    private long _readThen;
    private long _behindAt;
    private long _holdOfIdle;
    private bool _wasHeld;
    private double? _bytesPerMs;

    /// <summary>Whether the peer, when last looked at, was behind and read nothing.</summary>
    public bool ReadsNothing => _bytesPerMs < 1;

    /// <summary>How long to send nothing.</summary>
    /// <param name="window">What the kernel tells.</param>
    /// <param name="now">The time, in milliseconds.</param>
    /// <returns>Zero when the peer is not behind, or it is not known how fast it reads.</returns>
    public TimeSpan Look(TcpWindow window, long now)
    {
        NoteWidest(window.Offered, now);
        long unread = _wasHeld ? Widest - window.Offered : SurelyUnread(window.Offered);
        bool behind = unread > LeastUnread;
        if (behind)
        {
            _behindAt = now;
        }
        else if (_bytesPerMs is null || ReadsNothing || now - _behindAt >= CalmSpan)
        {
            (_since, _bytesPerMs, _holdOfIdle, _wasHeld) = (-1, null, 0, false);
            return TimeSpan.Zero;
        }

        NoteRate(window.Acknowledged - unread, behind, now);
        if (!behind || _bytesPerMs is not { } rate)
        {
            return TimeSpan.Zero;
        }

        double allowed = Math.Max(LeastUnread, rate * tolerated.TotalMilliseconds);
        if (unread <= allowed)
        {
            return TimeSpan.Zero;
        }

        _wasHeld = true;
        _holdOfIdle = ReadsNothing ? Math.Clamp(2 * _holdOfIdle, LongestHold, LongestHoldOfIdle) : 0;
        return TimeSpan.FromMilliseconds(ReadsNothing ? _holdOfIdle : Math.Clamp((unread - (allowed / 2)) / rate, 1, LongestHold));
    }

    private long Widest => Math.Max(_widestLately, _widestBefore);

    // A kernel may come to offer less although nothing lies there. Surely unread is what is less than it offered at
    // first, or, where it has offered much more since, all when next to nothing of that is left. One that was held back
    // had much unread; so of that one, all that is less than it has ever offered lately counts until it has caught up.
    private long SurelyUnread(long offered) => offered < Widest / 5 ? Widest - offered : Math.Max(0, _first!.Value - offered);

    private void NoteWidest(long offered, long now)
    {
        _first ??= offered;
        if (now - _latelySince >= LatelyMs)
        {
            (_widestBefore, _widestLately, _latelySince) = (_widestLately, 0, now);
        }

        _widestLately = Math.Max(_widestLately, offered);
    }

    private void NoteRate(long read, bool behind, long now)
    {
        if (_since < 0)
        {
            (_since, _readThen) = (now, read);
        }
        else if (now - _since >= RateSpan)
        {
            double rate = Math.Max(0, read - _readThen) / (double)(now - _since);
            if (_bytesPerMs is { } before)
            {
                // One that has read all could have read more, had there been more.
                rate = (before + (behind ? rate : Math.Max(before, rate))) / 2;
            }

            (_since, _readThen, _bytesPerMs) = (now, read, rate);
        }
    }
}
