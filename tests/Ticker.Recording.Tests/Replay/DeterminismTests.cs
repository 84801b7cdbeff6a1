using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public class DeterminismTests
{
    private const int Instruments = 7;

    private static readonly IReadOnlyList<Tick> Ticks = Tapes.Busy(6_000, Instruments);

    [Theory]
    [InlineData(DeliveryMode.All, "1")]
    [InlineData(DeliveryMode.All, "max")]
    [InlineData(DeliveryMode.Latest, "1")]
    [InlineData(DeliveryMode.Latest, "10")]
    [InlineData(DeliveryMode.Latest, "max")]
    [InlineData(DeliveryMode.Interval, "1")]
    [InlineData(DeliveryMode.Interval, "max")]
    public void Play_WhateverTheSocketAndTheReadingDo_SameDataAndItsDigest(DeliveryMode mode, string speed)
    {
        SessionRun calm = Run(mode, speed, new GatedSink(), () => TapeReel.MostRead, everyMs: 1e9);
        byte[] expected = [.. calm.Data];
        Assert.Equal(calm.DataSha256, calm.Of<Statement>().Single().Sha256);
        Assert.True(calm.Ticks.Count() > 500);

        for (int seed = 1; seed <= 4; seed++)
        {
            var chance = new Random(seed);
            var socket = new GatedSink { ShutsAfterSend = () => chance.Next(4) == 0 };
            SessionRun slow = Run(mode, speed, socket, () => chance.Next(1, 400), everyMs: 97, held: true);
            Assert.Equal(expected, slow.Data);
            Assert.Equal(calm.DataSha256, slow.Of<Statement>().Single().Sha256);
            Assert.True(slow.Of<Heartbeat>().Count() + slow.Of<Pong>().Count() > 3 || speed == "max");
        }
    }

    [Fact]
    public void Play_SpeedsOfOneClass_SameData()
    {
        SessionRun slow = Run(DeliveryMode.Latest, "0.25", new GatedSink(), () => 100, everyMs: 1e9);
        SessionRun asItWas = Run(DeliveryMode.Latest, "1", new GatedSink(), () => TapeReel.MostRead, everyMs: 1e9);

        Assert.Equal(slow.Data, asItWas.Data);
    }

    [Fact]
    public void Play_IntervalAtAnySpeed_ValuesEndByTheTapesTime()
    {
        SessionRun paced = Run(DeliveryMode.Interval, "1", new GatedSink(), () => 100, everyMs: 1e9);
        SessionRun fast = Run(DeliveryMode.Interval, "max", new GatedSink(), () => 100, everyMs: 1e9);

        Assert.Equal(paced.Live.Select(tick => tick.Sequence), fast.Live.Select(tick => tick.Sequence));
    }

    [Fact]
    public void Play_All_EveryTickOfTheTapeInItsOrder()
    {
        SessionRun run = Run(DeliveryMode.All, "max", new GatedSink(), () => 77, everyMs: 1e9);

        Assert.Equal(
            Ticks.Select(tick => tick with { Flags = TickFlags.Replayed, Feed = 0 }),
            run.Ticks);
    }

    [Fact]
    public void Cut_AnyTapeReadInAnyPieces_SameSlices() =>
        Prop.ForAll(
            Gen.Choose(1, 3_000).SelectMany(count => Gen.Choose(0, 5).SelectMany(seed => Gen.Choose(1, 3_000).Select(piece => (count, seed, piece)))).ToArbitrary(),
            one =>
            {
                IReadOnlyList<Tick> ticks = Tapes.Busy(one.count, 3, one.seed);
                long span = new ReplaySpeed(one.seed % 2 == 0 ? 1 : 100).SliceSpan;
                return Slices(ticks, span, () => one.piece).SequenceEqual(Slices(ticks, span, () => TapeReel.MostRead));
            }).QuickCheckThrowOnFailure();

    private static List<int> Slices(IReadOnlyList<Tick> ticks, long span, Func<int> piece)
    {
        using var reel = new TapeReel(new ListTape(Tapes.Instruments(3), ticks, piece), default);
        reel.Seek(default);
        var slices = new List<int>();
        while (!reel.IsAtEnd())
        {
            slices.Add(reel.Cut(span).Length);
            reel.Take(slices[^1]);
        }

        return slices;
    }

    private static SessionRun Run(DeliveryMode mode, string speed, GatedSink socket, Func<int> piece, double everyMs, bool held = false)
    {
        ReplaySpeed.Parse(speed, out ReplaySpeed parsed);
        var run = new SessionRun(new ListTape(Tapes.Instruments(Instruments), Ticks, piece), new ReplayRequest { Speed = parsed }, socket);
        run.Subscribe(mode, mode == DeliveryMode.Interval ? 50 : null);
        for (int n = 0; !run.IsOver; n++)
        {
            Assert.True(n < 100_000);
            run.For(held && socket.IsWaiting ? 13 : everyMs);
            if (held && run.Session.State == TapeState.Playing && n % 3 == 0)
            {
                // What has nothing to do with the tape may come at any time.
                run.Say(new PingMessage { T = n });
            }

            socket.Open();
        }

        Assert.Equal(1000, run.CloseCode);
        return run;
    }
}
