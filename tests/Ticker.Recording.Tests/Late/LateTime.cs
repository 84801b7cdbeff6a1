namespace Ticker.Recording.Tests.Late;

/// <summary>A clock that moves only when told, for any thread; its timers fire while it moves.</summary>
internal sealed class LateTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<LateTimer> _timers = [];
    private long _now = new DateTimeOffset(2024, 8, 8, 14, 30, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <summary>Lets time pass; what is due meanwhile fires at its end.</summary>
    public void Advance(TimeSpan by)
    {
        LateTimer[] due;
        lock (_lock)
        {
            _now += by.Ticks;
            due = [.. _timers.Where(timer => timer.IsDue(_now))];
        }

        foreach (LateTimer timer in due)
        {
            timer.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LateTimer(this, () => callback(state));
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LateTimer(LateTime time, Action fire) : ITimer
    {
        private long _due = long.MaxValue;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool isNow;
            lock (time._lock)
            {
                (_due, _period) = (dueTime < TimeSpan.Zero ? long.MaxValue : time._now + dueTime.Ticks, period);
                isNow = IsDue(time._now);
            }

            if (isNow)
            {
                Fire();
            }

            return true;
        }

        public bool IsDue(long now) => _due <= now;

        public void Fire()
        {
            lock (time._lock)
            {
                _due = _period > TimeSpan.Zero ? time._now + _period.Ticks : long.MaxValue;
            }

            fire();
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
