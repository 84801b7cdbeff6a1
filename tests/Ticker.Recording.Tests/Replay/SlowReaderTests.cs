using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public class SlowReaderTests
{
    [Fact]
    public void Play_SocketShut_TheTapeWaitsAndGoesOnFromThere()
    {
        using SessionRun run = Run(out GatedSink socket);
        run.Subscribe().For(25);
        socket.IsShut = true;
        run.For(60_000);
        int before = run.Ticks.Count();
        socket.Open();
        run.For(0.001);

        // What was under way when the socket shut has come, and nothing of a minute is made up for in a burst.
        Assert.InRange(run.Ticks.Count() - before, 1, 2);
        run.For(200);
        Assert.Equal(10, run.Ticks.Count());
        Assert.Equal(10, run.Of<Statement>().Single().Delivered);
    }

    [Fact]
    public async Task Play_NothingTakenForTheStallDeadline_IsCutOff()
    {
        using SessionRun run = Run(out GatedSink socket);
        run.Subscribe().For(15);
        socket.IsShut = true;
        run.For(119_000);
        Assert.False(run.IsOver);
        run.For(2_000);

        Assert.True(run.IsOver);
        Assert.Equal(SubscriberEnd.Aborted, await run.Session.Completion);
    }

    [Fact]
    public void Play_TakenNowAndThen_IsNeverCutOff()
    {
        using SessionRun run = Run(out GatedSink socket);
        run.Subscribe().For(5);
        for (int n = 0; n < 40 && !run.IsOver; n++)
        {
            socket.IsShut = true;
            run.For(90_000);
            socket.Open();
            run.For(0.001);
        }

        run.For(1_000);
        Assert.Equal(10, run.Ticks.Count());
        Assert.Equal(1000, run.CloseCode);
    }

    [Fact]
    public async Task End_PeerSlowToTakeTheLastWords_TheyStillArrive()
    {
        using SessionRun run = Run(out GatedSink socket);
        run.Subscribe().For(85);
        socket.IsShut = true;
        run.For(10);
        socket.Open();
        socket.IsShut = true;
        run.For(100);
        Assert.False(run.IsOver);
        socket.Open();
        run.For(1_000);

        Assert.Equal(10, run.Of<Statement>().Single().Delivered);
        Assert.Equal(SubscriberEnd.Closed, await run.Session.Completion);
    }

    [Fact]
    public void Play_PeerGoneAtAnyMoment_OverAndNothingKept()
    {
        for (int step = 0; step < 60; step++)
        {
            var tape = new ListTape(Tapes.Instruments(1), Ten());
            var socket = new GatedSink { IsShut = step % 3 == 0 };
            var run = new SessionRun(tape, new ReplayRequest { Loop = step % 2 == 0 }, socket);
            run.Subscribe(step % 4 == 0 ? DeliveryMode.Interval : DeliveryMode.All, step % 4 == 0 ? 50 : null);
            for (int n = 0; n < step; n++)
            {
                run.Session.Advance(out long due);
                run.Time.Now = Math.Max(run.Time.Now, Math.Min(due, run.Time.Now + 10_000_000));
            }

            socket.IsBroken = step % 5 == 0;
            run.Session.Subscriber.PeerGone();
            run.For(200_000);
            run.Dispose();

            Assert.True(run.IsOver, $"step {step}");
            Assert.True(tape.IsDisposed);
            Assert.Equal(0, run.Memory.Taken);
        }
    }

    [Fact]
    public void Drain_WhilePlaying_ClosedAsGoingAwayWithAStatement()
    {
        using SessionRun run = Run(out _);
        run.Subscribe().For(15);
        run.Session.Drain();
        run.For(1_000);

        Assert.Equal(1001, run.CloseCode);
        Assert.Equal(2, run.Of<Statement>().Single().Delivered);
        Assert.True(run.IsOver);
    }

    private static Tick[] Ten() => [.. Enumerable.Range(0, 10).Select(n => Tapes.Quote((ulong)n + 1, n * 10))];

    private static SessionRun Run(out GatedSink socket)
    {
        socket = new GatedSink();
        return new SessionRun(new ListTape(Tapes.Instruments(1), Ten()), new ReplayRequest(), socket);
    }
}
