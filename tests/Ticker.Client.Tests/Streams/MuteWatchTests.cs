using Ticker.Client.Streams;

namespace Ticker.Client.Tests.Streams;

public sealed class MuteWatchTests : IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly HandTime _time = new();
    private readonly MuteWatch _watch;

    public MuteWatchTests()
    {
        _watch = new MuteWatch(Heartbeat, _time, default);
        _watch.Listen();
    }

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Look_NothingForThreeHeartbeats_GivesUp()
    {
        _time.LookAt(Heartbeat);
        _time.LookAt(Heartbeat * 2);
        Assert.False(_watch.IsMute);

        _time.LookAt(Heartbeat * 3);

        Assert.True(_watch.IsMute && _watch.Given.IsCancellationRequested);
    }

    [Fact]
    public void Look_SomethingCame_CountsFromThere()
    {
        _time.LookAt(Heartbeat);
        _time.LookAt(Heartbeat * 2);
        _watch.Heard();
        _watch.Listen();

        _time.LookAt(Heartbeat * 3);
        _time.LookAt(Heartbeat * 4);
        Assert.False(_watch.IsMute);

        _time.LookAt(Heartbeat * 5);
        Assert.True(_watch.IsMute);
    }

    [Fact]
    public void Look_NobodyListens_DoesNotGiveUp()
    {
        _watch.Heard();
        for (int n = 1; n <= 9; n++)
        {
            _time.LookAt(Heartbeat * n);
        }

        Assert.False(_watch.IsMute);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Look_ProcessStoodStill_GivesAnotherHeartbeat(bool somethingCame)
    {
        _time.LookAt(Heartbeat);
        _time.LookAt(Heartbeat * 7);
        Assert.False(_watch.IsMute);

        // The timer may make up for the time that it lost.
        _time.LookAt(Heartbeat * 7.1);
        Assert.False(_watch.IsMute);
        if (somethingCame)
        {
            _watch.Heard();
            _watch.Listen();
        }

        _time.LookAt(Heartbeat * 8);
        Assert.Equal(!somethingCame, _watch.IsMute);
    }

    private sealed class HandTime : TimeProvider
    {
        private TimerCallback? _look;
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _look = callback;
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void LookAt(TimeSpan time)
        {
            _now = 1 + time.Ticks;
            _look!(null);
        }
    }
}
