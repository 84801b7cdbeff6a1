using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>A clock that shows what it is set to: the tape's time, or our own as of when it was last looked at. For one thread.</summary>
/// <param name="time">The clock whose stamps it counts in, and whose timers it lends.</param>
public sealed class TapeClock(TimeProvider time) : TimeProvider
{
    private const long NanosPerSecond = 1_000_000_000;

    private long _stamp;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <summary>The stamp of a time of the tape.</summary>
    /// <param name="nanos">Nanoseconds since 1970.</param>
    public long StampOf(long nanos) => time.TimestampFrequency == NanosPerSecond ? nanos : (long)((Int128)nanos * time.TimestampFrequency / NanosPerSecond);

    /// <summary>The time of the tape at a stamp, rounded up: nothing that is due at the stamp is before it.</summary>
    public long NanosOf(long stamp) => time.TimestampFrequency == NanosPerSecond
        ? stamp
        : (long)((((Int128)stamp * NanosPerSecond) + time.TimestampFrequency - 1) / time.TimestampFrequency);

    /// <summary>Sets it to a time of the tape.</summary>
    public void Set(UnixNanos tape) => (_stamp, _now) = (StampOf(tape.Value), tape.ToDateTimeOffset());

    /// <summary>Sets it to what the other clock shows now.</summary>
    public void SetToNow() => (_stamp, _now) = (time.GetTimestamp(), time.GetUtcNow());

    /// <inheritdoc/>
    public override long GetTimestamp() => _stamp;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
