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
    public void Look_AtAPeerThatHasJustCaughtUp_StillKnowsHowFastItReads()
    {
        Behind(unread: 60_000, forMs: ReaderLag.RateSpan);
        Assert.NotEqual(TimeSpan.Zero, Look(unread: 60_000, now: 200));
        Assert.Equal(TimeSpan.Zero, Look(unread: 0, now: 300));
        Assert.NotEqual(TimeSpan.Zero, Look(unread: 60_000, now: 301));
    }

    [Fact]
    public void Look_AtAPeerThatCaughtUpLongAgo_BeginsAnew()
    {
        Behind(unread: 60_000, forMs: ReaderLag.RateSpan);
        Assert.NotEqual(TimeSpan.Zero, Look(unread: 60_000, now: 200));
        Look(unread: 0, now: 200 + ReaderLag.CalmSpan);
        Assert.Equal(TimeSpan.Zero, Look(unread: 60_000, now: 201 + ReaderLag.CalmSpan));
    }

    [Fact]
    public void Look_AtASlowPeerOfALivelyMarket_NeverLetsMuchLieThere()
    {
        const int sentAtOnce = 5_000;
        (long sent, long heldUntil, long most) = (0, 0, 0);
        Look(unread: 0, now: 0);
        for (long now = 10; now < 60_000; now += 10)
        {
            _read = Math.Min(sent, _read + (10 * BytesPerMs));
            if (now >= heldUntil)
            {
                sent += sentAtOnce;
                heldUntil = now + (long)Look(sent - _read, now).TotalMilliseconds;
            }

            most = now < 1_000 ? 0 : Math.Max(most, sent - _read);
        }

        // It reads all the time, and what it reads was sent less than half a second ago.
        Assert.InRange(most, ReaderLag.LeastUnread, 500 * BytesPerMs);
        Assert.InRange(_read, 55_000 * BytesPerMs, 60_000 * BytesPerMs);
    }

    [Fact]
    public void Look_AtAPeerThatReadsNothing_LastsLongerEachTime()
    {
        Look(unread: 0, now: 0);
        Look(unread: 20_000, now: 1);
        long now = 1 + ReaderLag.RateSpan;
        List<double> holds = [];
        for (int look = 0; look < 6; look++)
        {
            holds.Add(Look(unread: 20_000, now).TotalMilliseconds);
            now += (long)holds[^1];
        }

        Assert.Equal([100, 200, 400, 800, 1_000, 1_000], holds);
        Assert.True(_lag.ReadsNothing);
        Look(unread: 0, now);
        Assert.Equal(TimeSpan.Zero, Look(unread: 20_000, now + 1));
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

    [Fact]
    public void Look_AtAPeerThatWasHeldBack_CountsFromTheWidestWindowUntilItHasCaughtUp()
    {
        const long wide = 2 * Buffer;
        _lag.Look(new TcpWindow(Buffer, 0), 0);
        _lag.Look(new TcpWindow(wide, 0), 1);
        long now = 1;
        Assert.Equal(TimeSpan.Zero, LookFor(ms: 500, unread: wide - Buffer));
        Assert.Equal(TimeSpan.FromMilliseconds(ReaderLag.LongestHold), LookFor(ms: 200, unread: wide - 10_000));
        Assert.Equal(TimeSpan.FromMilliseconds(ReaderLag.LongestHold), LookFor(ms: 10, unread: wide - Buffer));
        Assert.Equal(TimeSpan.Zero, LookFor(ms: ReaderLag.CalmSpan + 20, unread: 0));
        Assert.Equal(TimeSpan.Zero, LookFor(ms: 500, unread: wide - Buffer));

        TimeSpan LookFor(long ms, long unread)
        {
            var hold = TimeSpan.Zero;
            for (long end = now + ms; now < end; now += 10)
            {
                _read += 10 * BytesPerMs;
                hold = _lag.Look(new TcpWindow(wide - unread, _read + unread), now);
            }

            return hold;
        }
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
