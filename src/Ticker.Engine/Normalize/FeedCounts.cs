using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>What happened on a feed since the server started. Written by the feed's session; any thread may read.</summary>
public sealed class FeedCounts
{
    private const long Window = 10_000_000_000;

    private long _ticks;
    private long _rejected;
    private long _duplicates;
    private long _gaps;
    private long _missing;
    private long _crossed;
    private long _lastTick;
    private long _least = long.MaxValue;
    private long _leastBefore = long.MaxValue;
    private long _windowEnd;

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

    /// <summary>When the last tick was taken; <see cref="UnixNanos.None"/> = none was.</summary>
    public UnixNanos LastTick => new(Volatile.Read(ref _lastTick));

    /// <summary>
    /// How much later than its event time a tick was received, in nanoseconds: the least of the last ten to twenty seconds,
    /// so that it tells of clocks and lines and not of queues. Below zero = the publisher's clock is ahead; ticks that are
    /// refused for it count as well. Null = no tick had an event time of the present: those that are played again have not.
    /// </summary>
    public long? LeastDelay => Math.Min(Volatile.Read(ref _least), Volatile.Read(ref _leastBefore)) is not long.MaxValue and var least ? least : null;

    internal void Tick(bool crossed, UnixNanos received, UnixNanos happened)
    {
        _ticks++;
        _crossed += crossed ? 1 : 0;
        _lastTick = received.Value;
        Happened(received, happened);
    }

    /// <summary>A tick says when it happened, whether it is taken or not.</summary>
    internal void Happened(UnixNanos received, UnixNanos happened)
    {
        if (!happened.IsNone)
        {
            if (received.Value >= _windowEnd)
            {
                (_leastBefore, _least, _windowEnd) = (_least, long.MaxValue, received.Value + Window);
            }

            _least = Math.Min(_least, received.Value - happened.Value);
        }
    }

    internal void Reject() => _rejected++;

    internal void Duplicate() => _duplicates++;

    internal void Gap(ulong missing)
    {
        _gaps++;
        _missing += (long)Math.Min(missing, long.MaxValue / 2);
    }
}
