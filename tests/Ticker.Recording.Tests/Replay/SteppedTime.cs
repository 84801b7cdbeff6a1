namespace Ticker.Recording.Tests.Replay;

/// <summary>A clock in nanoseconds that shows what it is set to.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public long Now { get; set; } = 5_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => new Model.UnixNanos(1_800_000_000_000_000_000 + Now).ToDateTimeOffset();
}
