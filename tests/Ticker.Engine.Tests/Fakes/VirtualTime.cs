namespace Ticker.Engine.Tests.Fakes;

/// <summary>A clock that moves only when told; timers fire, in order, while it moves. For one thread.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = new(2024, 8, 8, 14, 30, 0, TimeSpan.Zero);
    private long _timestamp = 1_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The present, in the model's words.</summary>
    public UnixNanos Now => UnixNanos.Now(this);

    /// <summary>What the next reading would start from: a look at the clock that takes no time.</summary>
    public long Timestamp => _timestamp;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>How far the clock moves each time it is read: work that looks at it takes that long.</summary>
    public TimeSpan PerReading { get; set; }

    public override long GetTimestamp()
    {
        MoveTo(_timestamp + PerReading.Ticks);
        return _timestamp;
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        long end = _timestamp + by.Ticks;
        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            MoveTo(Math.Max(next.Due, _timestamp));
            next.Fire();
        }

        MoveTo(end);
    }

    /// <summary>Sets the wall clock, as an administrator does; the monotonic clock does not notice.</summary>
    public void SetWallClock(DateTimeOffset now) => _now = now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private void MoveTo(long timestamp)
    {
        _now = _now.AddTicks(timestamp - _timestamp);
        _timestamp = timestamp;
    }

    private sealed class VirtualTimer(VirtualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime < TimeSpan.Zero ? long.MaxValue : time._timestamp + dueTime.Ticks;
            _period = period;
            return true;
        }

        public void Fire()
        {
            Due = _period > TimeSpan.Zero ? Due + _period.Ticks : long.MaxValue;
            fire();
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
