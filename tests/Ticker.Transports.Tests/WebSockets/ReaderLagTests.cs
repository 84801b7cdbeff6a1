using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class ReaderLagTests
{
    private const long Buffer = 64 * 1024;
    private const int BytesPerMs = 100;

    private readonly ReaderLag _lag = new(TimeSpan.FromMilliseconds(250));
    private long _read;

    [Fact]
    public void Look_AtAPeerThatReadsAllAtOnce_IsZero()
    {
        for (long now = 0; now < 5_000; now += 10)
        {
            _read += 8_000;
            Assert.Equal(TimeSpan.Zero, Look(unread: ReaderLag.LeastUnread, now));
        }
    }

    [Fact]
    public void Look_AtAPeerOfWhichItIsNotKnownHowFastItReads_IsZero()
    {
        Look(unread: 0, now: 0);
        for (long now = 0; now < ReaderLag.RateSpan; now += 10)
        {
            Assert.Equal(TimeSpan.Zero, Look(unread: 60_000, now));
        }
    }

    [Fact]
    public void Look_AtAPeerThatHasMoreThanItReadsInTheToleratedTime_LastsUntilHalfOfThatIsLeft()
    {
        Behind(unread: 30_000, forMs: ReaderLag.RateSpan);

        // 25,000 bytes are read in 250 ms: 17,500 less than 30,000 is half of that.
        Assert.Equal(TimeSpan.FromMilliseconds(ReaderLag.LongestHold), Look(unread: 30_000, ReaderLag.RateSpan + 1));
        Assert.InRange(Look(unread: 26_000, ReaderLag.RateSpan + 2).TotalMilliseconds, 1, ReaderLag.LongestHold);
        Assert.Equal(TimeSpan.Zero, Look(unread: 20_000, ReaderLag.RateSpan + 3));
    }

    [Fact]
    public void Look_AtAPeerThatReadsFast_LetsMuchLieThere()
    {
        Look(unread: 0, now: 0);
        for (long now = 10; now < 2_000; now += 10)
        {
            _read += 10 * 40_000;
            Assert.Equal(TimeSpan.Zero, Look(unread: 60_000, now));
        }
    }

    [Fact]
    public void Look_AtAPeerThatHasCaughtUpInBetween_BeginsAnew()
    {
        Behind(unread: 60_000, forMs: ReaderLag.RateSpan);
        Assert.NotEqual(TimeSpan.Zero, Look(unread: 60_000, now: 200));
        Assert.Equal(TimeSpan.Zero, Look(unread: 0, now: 300));
        Assert.Equal(TimeSpan.Zero, Look(unread: 60_000, now: 301));
    }

    [Fact]
    public void Look_AtAPeerThatReadsNothing_LastsLong()
    {
        Look(unread: 0, now: 0);
        Look(unread: 20_000, now: 1);
        Assert.Equal(TimeSpan.FromMilliseconds(ReaderLag.HoldOfIdle), Look(unread: 20_000, now: 1 + ReaderLag.RateSpan));
    }

    [Theory]
    [InlineData(8, 2, false)]
    [InlineData(8, 1, true)]
    public void Look_AtAPeerWhoseKernelOffersLessThanItDid_CountsOnlyWhenNextToNothingIsLeft(int buffersBefore, int buffersNow, bool holds)
    {
        _lag.Look(new TcpWindow(Buffer, 0), 0);
        _lag.Look(new TcpWindow(buffersBefore * Buffer, 0), 1);
        var hold = TimeSpan.Zero;
        for (long now = 2; now < 1_000; now += 10)
        {
            _read += 10 * BytesPerMs;
            hold = _lag.Look(new TcpWindow(buffersNow * Buffer, _read), now);
        }

        Assert.Equal(holds, hold > TimeSpan.Zero);
    }

    private void Behind(long unread, long forMs)
    {
        Look(unread: 0, now: 0);
        for (long now = 0; now <= forMs; now += 10)
        {
            Look(unread, now);
            _read += now < forMs ? 10 * BytesPerMs : 0;
        }
    }

    private TimeSpan Look(long unread, long now) => _lag.Look(new TcpWindow(Buffer - unread, _read + unread), now);
}
