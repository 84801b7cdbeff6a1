using Ticker.Client.Streams;

namespace Ticker.Client.Tests.Streams;

public sealed class MuteWatchTests : IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
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
        _time.Advance(Heartbeat);
        _time.Advance(Heartbeat);
        Assert.False(_watch.IsMute);

        _time.Advance(Heartbeat);

        Assert.True(_watch.IsMute && _watch.Given.IsCancellationRequested);
    }

    [Fact]
    public void Look_SomethingCame_CountsFromThere()
    {
        _time.Advance(Heartbeat);
        _time.Advance(Heartbeat);
        _watch.Heard();
        _watch.Listen();

        _time.Advance(Heartbeat);
        _time.Advance(Heartbeat);
        Assert.False(_watch.IsMute);

        _time.Advance(Heartbeat);
        Assert.True(_watch.IsMute);
    }

    [Fact]
    public void Look_NobodyListens_DoesNotGiveUp()
    {
        _watch.Heard();
        for (int n = 1; n <= 9; n++)
        {
            _time.Advance(Heartbeat);
        }

        Assert.False(_watch.IsMute);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Look_ProcessStoodStill_GivesAnotherHeartbeat(bool somethingCame)
    {
        _time.Advance(Heartbeat);
        _time.Advance(Heartbeat * 6);
        Assert.False(_watch.IsMute);

        // The timer may make up for the time that it lost.
        _time.Advance(Heartbeat * 0.1);
        Assert.False(_watch.IsMute);
        if (somethingCame)
        {
            _watch.Heard();
            _watch.Listen();
        }

        _time.Advance(Heartbeat * 0.9);
        Assert.Equal(!somethingCame, _watch.IsMute);
    }
}
