using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public class TapeControlTests
{
    private static readonly PauseMessage Pause = new() { Id = 0 };
    private static readonly ResumeMessage Resume = new() { Id = 0 };

    [Fact]
    public void Pause_AndResume_TheTapeStandsMeanwhile()
    {
        using SessionRun run = Run();
        run.Subscribe().For(25).Say(Pause).For(10_000);
        Assert.Equal([1, 2, 3], Sequences(run));
        TapeNews paused = run.Of<TapeNews>().Last();
        Assert.Equal((TapeState.Paused, 3ul, Tapes.At(25)), (paused.State, paused.Sequence, paused.Time.Value));

        run.Say(Resume).For(5.2);
        Assert.Equal([1, 2, 3, 4], Sequences(run));
        Assert.Equal(10_030, run.All.Last(one => one.Control is null).At / 1e6, 0.2);
    }

    [Fact]
    public void Step_SoManyTicks_AreAllThatCome()
    {
        using SessionRun run = Run(new ReplayRequest { StartsPaused = true });
        run.Subscribe().For(1_000);
        Assert.Empty(run.Ticks);

        run.Say(new StepMessage()).For(1);
        Assert.Equal([1], Sequences(run));
        run.Say(new StepMessage { Ticks = 3 }).For(1);
        Assert.Equal([1, 2, 3, 4], Sequences(run));

        // The news come behind the ticks that they are about.
        Assert.IsType<TapeNews>(run.All[^1].Control);
        Assert.Equal(4ul, run.Of<TapeNews>().Last().Sequence);
        run.Say(Resume).For(10_000);
        Assert.Equal(10, run.Ticks.Count());
    }

    [Fact]
    public void Step_MoreThanThereIs_Ends()
    {
        using SessionRun run = Run(new ReplayRequest { StartsPaused = true, StaysAtEnd = true });
        run.Subscribe().Say(new StepMessage { Ticks = 1_000 }).For(1);

        Assert.Equal(10, run.Ticks.Count());
        Assert.Equal(TapeState.Ended, run.Session.State);
        run.Say(Resume).For(1);
        Assert.Equal("tape_ended", run.Of<ErrorReply>().Single().Code);
        Assert.Equal(0, run.CloseCode);
    }

    [Fact]
    public void Speed_Changed_TheRestGoesAtTheNew()
    {
        using SessionRun run = Run();
        run.Subscribe().For(20).Say(new SpeedMessage { Speed = "0.1" }).For(99);
        Assert.Equal([1, 2, 3], Sequences(run));
        run.For(2);
        Assert.Equal([1, 2, 3, 4], Sequences(run));
        run.Say(new SpeedMessage { Speed = "max" }).For(0.001);
        Assert.Equal(10, run.Ticks.Count());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e3")]
    [InlineData("0.001")]
    [InlineData("fast")]
    public void Speed_NotOne_RefusedAndNothingChanges(string speed)
    {
        using SessionRun run = Run();
        run.Subscribe().For(15).Say(new SpeedMessage { Speed = speed }).For(6);

        Assert.Equal("bad_value", run.Of<ErrorReply>().Single().Code);
        Assert.Equal([1, 2, 3], Sequences(run));
    }

    [Fact]
    public void Seek_Back_StateThenTheSameTicksAgain()
    {
        using SessionRun run = Run();
        run.Subscribe().For(55).Say(new SeekMessage { Sequence = 3 }).For(1);

        // What was, ended with its accounts; what is, begins with how it stood.
        ServerMessage[] controls = [.. run.All.Select(one => one.Control).OfType<ServerMessage>().SkipWhile(one => one is not Statement)];
        Assert.Collection(
            controls,
            one => Assert.Equal(6, Assert.IsType<Statement>(one).Delivered),
            one => Assert.Equal((TapeState.Playing, 2ul, 1), (((TapeNews)one).State, ((TapeNews)one).Sequence, ((TapeNews)one).Lap)),
            one => Assert.Equal(2ul, Assert.IsType<Subscribed>(one).Sequence),
            one => Assert.Equal(2ul, Assert.IsType<Seam>(one).Sequence));
        Assert.Equal([1, 2, 3, 4, 5, 6, 2], Sequences(run));
        Assert.Equal(TickFlags.Snapshot | TickFlags.Replayed, run.Ticks.Last().Flags);

        run.For(1_000);
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10], Sequences(run)[^8..]);
        Assert.Equal(8, run.Of<Statement>().Last().Delivered);
    }

    [Fact]
    public void Seek_ForwardByTime_WhatLiesBetweenIsNotSentButKnown()
    {
        using SessionRun run = Run();
        run.Subscribe().For(5).Say(new SeekMessage { Time = new UnixNanos(Tapes.At(75)) }).For(16);

        // It stands 5 ms before the next.
        Assert.Equal([1, 8, 9, 10], Sequences(run));
        Assert.Equal(10, run.All.Last(one => one.Control is null && one.Tick.Sequence == 9).At / 1e6, 0.2);
    }

    [Fact]
    public void Seek_WhilePaused_StaysPaused()
    {
        using SessionRun run = Run();
        run.Subscribe().For(5).Say(Pause).Say(new SeekMessage { Sequence = 5 }).For(1_000);

        Assert.Equal([1, 4], Sequences(run));
        Assert.Equal(TapeState.Paused, run.Session.State);
        run.Say(new StepMessage()).For(1);
        Assert.Equal([1, 4, 5], Sequences(run));
    }

    [Fact]
    public void Seek_AtTheEnd_PlaysAgain()
    {
        using SessionRun run = Run(new ReplayRequest { Speed = ReplaySpeed.Max, StaysAtEnd = true });
        run.Subscribe().For(1);
        Assert.Equal(TapeState.Ended, run.Session.State);
        run.Say(new SeekMessage { Sequence = 9 }).For(1);

        Assert.Equal([8, 9, 10], Sequences(run)[^3..]);
        Assert.Equal(TapeState.Ended, run.Session.State);
    }

    [Fact]
    public void Seek_PastTheEnd_Ends()
    {
        using SessionRun run = Run();
        run.Subscribe().For(5).Say(new SeekMessage { Sequence = 1_000 }).For(1_000);

        Assert.Equal([1, 10], Sequences(run));
        Assert.Equal(1000, run.CloseCode);
    }

    [Fact]
    public void Seek_SubscriptionsAsTheyWere_ChangedAndPaused()
    {
        using SessionRun run = Run(instruments: 2);
        run.Subscribe(id: 1).Subscribe(id: 2, symbols: "SIMX:I1").For(5)
            .Say(new ModifyMessage { Id = 2, Add = ["SIMX:I2"], Remove = ["SIMX:I1"] })
            .Say(new PauseMessage { Id = 1 }).For(1)
            .Say(new SeekMessage { Sequence = 1 }).For(1_000);

        Assert.All(run.All.Where(one => one.Control is null && one.Id == 2).Skip(2), one => Assert.Equal(2u, one.Tick.Instrument));
        Assert.DoesNotContain(run.All.SkipWhile(one => one.Control is not TapeNews { Lap: 1 }), one => one.Control is null && one.Id == 1 && (one.Tick.Flags & TickFlags.Snapshot) == 0);
    }

    [Fact]
    public void Loop_EachLap_SameTicksAndSameDigest()
    {
        using SessionRun run = Run(new ReplayRequest { Loop = true });
        run.Subscribe().For(350);

        int[] sequences = Sequences(run);
        Assert.True(sequences.Length > 30);
        for (int i = 0; i < sequences.Length; i++)
        {
            Assert.Equal((i % 10) + 1, sequences[i]);
        }

        Statement[] laps = [.. run.Of<Statement>()];
        Assert.True(laps.Length >= 3);
        Assert.All(laps, lap => Assert.Equal((10, 10, laps[0].Sha256), ((int)lap.Matched, (int)lap.Delivered, lap.Sha256)));
        Assert.Equal(Enumerable.Range(0, laps.Length + 1), run.Of<TapeNews>().Select(news => news.Lap).Distinct());
        run.Leave();
    }

    [Fact]
    public void Loop_EmptyTape_EndsInsteadOfSpinning()
    {
        using var run = new SessionRun(new ListTape(Tapes.Instruments(1), []), new ReplayRequest { Loop = true });
        run.Subscribe().For(1);

        Assert.Equal(1000, run.CloseCode);
        Assert.True(run.IsOver);
    }

    [Fact]
    public void Epoch_NewOneOnTheTape_IsANewLap()
    {
        Tick[] ticks = [Tapes.Quote(5, 0), Tapes.Quote(6, 10, 2), Tapes.Quote(1, 20), Tapes.Quote(2, 30)];
        using var run = new SessionRun(new ListTape(Tapes.Instruments(2), ticks), new ReplayRequest());
        run.Subscribe().For(100);

        Assert.Equal([5, 6, 1, 2], Sequences(run));
        Assert.Equal([2L, 2L], run.Of<Statement>().Select(lap => lap.Delivered));
        Assert.Equal([4ul, 0], run.Of<Seam>().Select(seam => seam.Sequence));
        Assert.Equal(20, run.All.Last(one => one.Tick.Sequence == 1).At / 1e6, 0.2);
    }

    [Fact]
    public void Damage_OnTheTape_WhatCameBeforeThenAnErrorAndTheEnd()
    {
        using var run = new SessionRun(new ListTape(Tapes.Instruments(1), Ten(1)) { DamagedAt = 4 }, new ReplayRequest { Speed = ReplaySpeed.Max });
        run.Subscribe().For(1);

        Assert.Equal([1, 2, 3, 4], Sequences(run));
        ErrorReply error = run.Of<ErrorReply>().Single();
        Assert.Equal(("recording_damaged", true), (error.Code, error.Fatal));
        Assert.Contains("a piece is missing", error.Message);
        Assert.Equal(4, run.Of<Statement>().Single().Delivered);
        Assert.Equal(1011, run.CloseCode);
        Assert.True(run.IsOver);
    }

    [Fact]
    public void Trouble_OfTheTape_IsToldOnce()
    {
        using var run = new SessionRun(new ListTape(Tapes.Instruments(1), Ten(1)) { Trouble = "it lacks something" }, new ReplayRequest { Speed = ReplaySpeed.Max });
        run.Subscribe().For(1);

        Assert.Equal(("recording_gap", "it lacks something"), run.Of<ErrorReply>().Select(error => (error.Code, error.Message)).Single());
        Assert.Equal(10, run.Ticks.Count());
    }

    private static Tick[] Ten(int instruments) =>
        [.. Enumerable.Range(0, 10).Select(n => Tapes.Quote((ulong)n + 1, n * 10, (uint)(n % instruments) + 1))];

    private static SessionRun Run(ReplayRequest? request = null, int instruments = 1) =>
        new(new ListTape(Tapes.Instruments(instruments), Ten(instruments)), request ?? new ReplayRequest());

    private static int[] Sequences(SessionRun run) => [.. run.Ticks.Select(tick => (int)tick.Sequence)];
}
