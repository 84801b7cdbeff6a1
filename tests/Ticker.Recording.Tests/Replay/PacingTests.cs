using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public class PacingTests
{
    private static readonly double[] Times = [0, 10, 10.05, 25, 1_000];

    [Theory]
    [InlineData(1)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Play_AtASpeed_EachTickComesAtItsTime(double speed)
    {
        using var run = new SessionRun(Tape(Times), new ReplayRequest { Speed = new ReplaySpeed(speed) });
        run.Subscribe().For((1_001 / speed) + 1);

        Heard[] ticks = [.. run.All.Where(one => one.Control is null)];
        Assert.Equal(Times.Length, ticks.Length);
        double slice = run.Session.State == TapeState.Ended ? new ReplaySpeed(speed).SliceSpan / 1e6 / speed : 0;
        for (int i = 0; i < Times.Length; i++)
        {
            double ideal = Times[i] / speed;
            Assert.InRange(ticks[i].At / 1e6, ideal - 0.000_001, ideal + slice + 0.000_001);
        }
    }

    [Fact]
    public void Play_AtMax_TakesNoTime()
    {
        using var run = new SessionRun(Tape(Times), new ReplayRequest { Speed = ReplaySpeed.Max });
        run.Subscribe().For(1);

        Assert.Equal(Times.Length, run.Ticks.Count());
        Assert.Equal(0, run.All.Last(one => one.Control is null).At);
        Assert.Equal(1000, run.CloseCode);
        Assert.True(run.IsOver);
    }

    [Fact]
    public void Play_WithoutSubscription_TheTapeWaits()
    {
        using var run = new SessionRun(Tape(Times), new ReplayRequest());
        run.For(5_000);
        Assert.Equal(TapeState.Waiting, run.Session.State);
        Assert.Equal(TapeState.Waiting, Assert.Single(run.Of<TapeNews>()).State);

        run.Subscribe().For(1);
        Assert.Equal(TapeState.Playing, run.Session.State);
        Assert.Single(run.Ticks);
    }

    [Fact]
    public void Play_GapLongerThanWanted_RestIsSkipped()
    {
        using var run = new SessionRun(Tape([0, 100, 10_000, 10_050, 60_000]), new ReplayRequest { MaxGap = TimeSpan.FromMilliseconds(200) });
        run.Subscribe().For(1_000);

        double[] at = [.. run.All.Where(one => one.Control is null).Select(one => one.At / 1e6)];
        Assert.Equal([0, 100, 300, 350, 550], at);
    }

    [Fact]
    public void Play_IntervalEndsInASkippedGap_ItsValueStillComesFirst()
    {
        Tick[] ticks = [Tapes.Quote(1, 0), Tapes.Quote(2, 10), Tapes.Quote(3, 60_000)];
        using var run = new SessionRun(new ListTape(Tapes.Instruments(1), ticks), new ReplayRequest { MaxGap = TimeSpan.FromMilliseconds(50) });
        run.Subscribe(DeliveryMode.Interval, 100).For(1_000);

        Assert.Equal([1, 2, 3], run.Ticks.Select(tick => (int)tick.Sequence));
        Assert.Equal([0, 60, 60], run.All.Where(one => one.Control is null).Select(one => Math.Round(one.At / 1e6)));
    }

    [Fact]
    public void Play_FromTo_OnlyWhatLiesBetweenAndTheStateBefore()
    {
        var request = new ReplayRequest { Speed = ReplaySpeed.Max, From = new UnixNanos(Tapes.At(10)), To = new UnixNanos(Tapes.At(1_000)) };
        using var run = new SessionRun(Tape(Times), request);
        run.Subscribe().For(1);

        Assert.Equal([1], run.Ticks.Where(tick => (tick.Flags & TickFlags.Snapshot) != 0).Select(tick => (int)tick.Sequence));
        Assert.Equal([2, 3, 4], run.Live.Select(tick => (int)tick.Sequence));
        Assert.Equal(1ul, run.Of<Seam>().Single().Sequence);
    }

    [Fact]
    public void Play_TimesNow_TicksLookAsIfTheyCameNow()
    {
        using var run = new SessionRun(Tape(Times), new ReplayRequest { Times = ReplayTimes.Now });
        run.Subscribe().For(2_000);

        Assert.All(run.All.Where(one => one.Control is null), one =>
        {
            Assert.Equal(1_800_000_000_000_000_000 + run.Began + one.At, one.Tick.ReceiveTime.Value);
            Assert.Equal(1_000, one.Tick.ReceiveTime.Value - one.Tick.EventTime.Value);
        });
    }

    [Fact]
    public void Play_EveryTick_IsMarkedAsReplayedAndKeepsItsSequence()
    {
        Tick[] ticks = [Tapes.Quote(1_000, 0), Tapes.Quote(1_007, 1), Tapes.Quote(5_000_000_000, 2)];
        using var run = new SessionRun(new ListTape(Tapes.Instruments(1), ticks), new ReplayRequest { Speed = ReplaySpeed.Max });
        run.Subscribe().For(1);

        Assert.Equal([1_000ul, 1_007, 5_000_000_000], run.Ticks.Select(tick => tick.Sequence));
        Assert.All(run.Ticks, tick => Assert.Equal(TickFlags.Replayed, tick.Flags));
        Assert.Equal(999ul, run.Of<Subscribed>().Single().Sequence);
    }

    internal static ListTape Tape(IReadOnlyList<double> times) =>
        new(Tapes.Instruments(1), [.. times.Select((ms, n) => Tapes.Quote((ulong)n + 1, ms))]);
}
