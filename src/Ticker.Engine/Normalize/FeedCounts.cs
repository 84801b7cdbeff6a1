namespace Ticker.Engine.Normalize;

/// <summary>What happened on a feed since the server started. Written by the feed's session; any thread may read.</summary>
public sealed class FeedCounts
{
    private long _ticks;
    private long _rejected;
    private long _duplicates;
    private long _gaps;
    private long _missing;
    private long _crossed;

    /// <summary>Ticks passed on.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>Ticks and definitions refused.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Ticks dropped because their feed sequence had been seen.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>How often the feed sequence skipped.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>How many feed sequences were skipped in all.</summary>
    public long Missing => Volatile.Read(ref _missing);

    /// <summary>Quotes whose bid was not below their ask.</summary>
    public long Crossed => Volatile.Read(ref _crossed);

    internal void Tick(bool crossed)
    {
        _ticks++;
        _crossed += crossed ? 1 : 0;
    }

    internal void Reject() => _rejected++;

    internal void Duplicate() => _duplicates++;

    internal void Gap(ulong missing)
    {
        _gaps++;
        _missing += (long)Math.Min(missing, long.MaxValue / 2);
    }
}
