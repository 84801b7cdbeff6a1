using Ticker.Engine.Sequence;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Recover;

/// <summary>Subscriptions that begin in the past; that nothing is missing and nothing comes twice in any order of events is for the simulation.</summary>
public sealed class RecoveryTests
{
    private readonly TestPipeline _pipeline = new(recentTicks: 20_000);
    private readonly TestFeed _feed;

    public RecoveryTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B");
        _pipeline.Run();
    }

    [Fact]
    public void Subscribe_AllFromAPosition_GetsEachMissingTickOnceThenTheSeamThenLive()
    {
        ulong from = Publish(10);
        ulong seam = Publish(50);
        TestClient client = _pipeline.Join().Subscribe(All(from));
        Publish(5);

        Assert.Equal(Expected(from, seam), client.Peer.TicksOf(1, live: false).Select(tick => tick.Sequence));
        Assert.Equal(Expected(seam, _pipeline.Sequencer.Last), client.Peer.TicksOf(1, live: true).Select(tick => tick.Sequence));
        Assert.Equal(seam, Assert.Single(client.Peer.Controls<Seam>()).Sequence);
        Assert.Equal(from, client.Peer.Controls<Subscribed>().First().Sequence);
        Assert.Empty(client.Peer.Controls<Gap>());
        Assert.DoesNotContain(client.Peer.TicksOf(1), tick => tick.Flags.HasFlag(TickFlags.Snapshot));
    }

    [Fact]
    public void Subscribe_LatestFromAPosition_GetsEachTradeAndTheNewestQuote()
    {
        ulong from = _pipeline.Sequencer.Last;
        _feed.SendQuote("X:A", 1).SendQuote("X:A", 2).SendTrade("X:B", 7).SendQuote("X:A", 3).SendTrade("X:B", 8).Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:*") with { From = StartFrom.Position(TestPipeline.Epoch, from) });

        IReadOnlyList<Tick> missed = client.Peer.TicksOf(1, live: false);
        Assert.Equal([7L, 8L], missed.Where(tick => tick.Kind == TickKind.Trade).Select(tick => tick.Price));
        Assert.Equal(3, Assert.Single(missed, tick => tick.Kind == TickKind.Quote).BidPrice);
        Collapsed stoodFor = client.Peer.Arrivals.Where(arrival => arrival.DataOf == 1).SelectMany(arrival => arrival.Collapsed).Single(one => one.IsMany);
        Assert.Equal((3L, from + 1), (stoodFor.Count, stoodFor.FirstSequence));
    }

    [Fact]
    public void Subscribe_FromATime_GetsTheStateAsOfThenAndWhatFollowed()
    {
        _feed.SendQuote("X:A", 1).SendQuote("X:A", 2).SendTrade("X:B", 7).Flush();
        _pipeline.Run();
        ulong position = _pipeline.Sequencer.Last;
        _pipeline.Time.Advance(TimeSpan.FromSeconds(1));
        UnixNanos time = _pipeline.Time.Now;
        _feed.Session.Touch();
        _feed.SendQuote("X:A", 3).SendTrade("X:B", 8).Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:*") with { Mode = DeliveryMode.All, From = StartFrom.At(time) });

        IReadOnlyList<Tick> came = client.Peer.TicksOf(1, live: false);
        Assert.Equal([position - 1, position, position + 1, position + 2], came.Select(tick => tick.Sequence));
        Assert.Equal([true, true, false, false], came.Select(tick => tick.Flags.HasFlag(TickFlags.Snapshot)));
        Assert.Equal(position, client.Peer.Controls<Subscribed>().First().Sequence);
    }

    [Fact]
    public void Subscribe_FromAnotherEpoch_GetsTheStateNowAndIsTold()
    {
        Publish(10);
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:*") with { From = StartFrom.Position(TestPipeline.Epoch - 1, 5) });
        Gap gap = Assert.Single(client.Peer.Controls<Gap>());
        Assert.Equal((GapCause.EpochChanged, null, null), (gap.Cause, gap.From, gap.To));
        Assert.NotEmpty(client.Peer.TicksOf(1, live: false));
        Assert.All(client.Peer.TicksOf(1, live: false), tick => Assert.True(tick.Flags.HasFlag(TickFlags.Snapshot)));
    }

    [Fact]
    public void Subscribe_FromAPositionThatIsNotKept_GetsTheStateNowAndIsTold()
    {
        var small = new TestPipeline(recentTicks: 32);
        TestFeed feed = small.OpenFeed().Define("X:A");
        for (int n = 0; n < 100; n++)
        {
            feed.SendTrade("X:A", n);
        }

        feed.Flush();
        small.Run();
        TestClient client = small.Join().Subscribe(TestClient.To(1, "X:A") with { From = StartFrom.Position(TestPipeline.Epoch, 3) });
        Gap gap = Assert.Single(client.Peer.Controls<Gap>());
        Assert.Equal((GapCause.JournalExpired, 4ul, small.Sequencer.Last), (gap.Cause, gap.From, gap.To));
        Assert.True(Assert.Single(client.Peer.TicksOf(1, live: false)).Flags.HasFlag(TickFlags.Snapshot));
    }

    [Theory]
    [InlineData(GapCause.JournalExpired)]
    [InlineData(GapCause.JournalHole)]
    [InlineData(GapCause.JournalDamaged)]
    public void Read_WhatIsMissingOnTheWay_IsToldAsAGapBetweenWhatCameBeforeAndAfter(GapCause cause)
    {
        var past = new HolePast { Cause = cause };
        var small = new TestPipeline(recentTicks: 32, past: past);
        past.Tape = small.Tape;
        TestFeed feed = small.OpenFeed().Define("X:A");
        for (int n = 0; n < 200; n++)
        {
            feed.SendTrade("X:A", n + 1);
        }

        feed.Flush();
        small.Run();
        past.Hole = (51, 60);
        TestClient client = small.Join().Subscribe(TestClient.To(1, "X:A") with { Mode = DeliveryMode.All, From = StartFrom.Position(TestPipeline.Epoch, 40) });

        Gap gap = Assert.Single(client.Peer.Controls<Gap>());
        Assert.Equal((cause, 51ul, 60ul), (gap.Cause, gap.From, gap.To));
        int at = client.Peer.Arrivals.ToList().FindIndex(arrival => arrival.Control is Gap);
        Assert.Equal(Enumerable.Range(41, 10).Select(n => (ulong)n), client.Peer.Arrivals.Take(at).SelectMany(arrival => arrival.Ticks).Select(tick => tick.Sequence));
        Assert.Equal(Enumerable.Range(61, (int)small.Sequencer.Last - 60).Select(n => (ulong)n), client.Peer.Arrivals.Skip(at).SelectMany(arrival => arrival.Ticks).Select(tick => tick.Sequence));
    }

    [Fact]
    public void Subscribe_FromATimeBeforeWhichSomethingIsMissing_IsToldBeforeTheState()
    {
        var past = new HolePast();
        var small = new TestPipeline(recentTicks: 32, past: past);
        past.Tape = small.Tape;
        TestFeed feed = small.OpenFeed().Define("X:A");
        for (int n = 0; n < 100; n++)
        {
            feed.SendTrade("X:A", n + 1);
        }

        feed.Flush();
        small.Run();
        past.Moment = new PastMoment(40, [small.Tape[35]], new PastGap(37, 39, GapCause.JournalHole));
        TestClient client = small.Join().Subscribe(TestClient.To(1, "X:A") with { Mode = DeliveryMode.All, From = StartFrom.At(new UnixNanos(1)) });

        Gap gap = Assert.Single(client.Peer.Controls<Gap>());
        Assert.Equal((GapCause.JournalHole, 37ul, 39ul), (gap.Cause, gap.From, gap.To));
        int at = client.Peer.Arrivals.ToList().FindIndex(arrival => arrival.Control is Gap);
        Assert.Empty(client.Peer.Arrivals.Take(at).SelectMany(arrival => arrival.Ticks));
        Assert.Equal([36ul, .. Expected(40, small.Sequencer.Last)], client.Peer.TicksOf(1).Select(tick => tick.Sequence));
    }

    [Fact]
    public void Unsubscribe_WhileAWorkerReads_EndsAndLeavesNothing()
    {
        var kept = new HolePast();
        var small = new TestPipeline(recentTicks: 32, past: kept) { WorkersRun = false };
        kept.Tape = small.Tape;
        TestFeed feed = small.OpenFeed().Define("X:A");
        for (int n = 0; n < 200; n++)
        {
            feed.SendTrade("X:A", n + 1);
        }

        feed.Flush();
        small.Run();
        TestClient client = small.Join().Subscribe(TestClient.To(1, "X:A") with { From = StartFrom.Position(TestPipeline.Epoch, 40) });
        Assert.Empty(client.Peer.Controls<Subscribed>());
        client.Unsubscribe(1);
        Assert.Equal(0, Assert.Single(client.Peer.Controls<Unsubscribed>()).Final!.Matched);
        Assert.True(small.WorkOnce());
        client.Subscriber.PeerGone();
        small.AssertNothingLeft();
    }

    [Fact]
    public void Turn_OneThatReadsNothingOfItsPast_HoldsNothingLiveForIt()
    {
        ulong from = _pipeline.Sequencer.Last;
        Publish(9_000);
        TestClient client = _pipeline.Join();
        client.Sink.Capacity = 100;
        client.Subscribe(All(from));
        Publish(1_000);
        Engine.Deliver.Subscription subscription = client.Subscriber.Subscriptions[1];
        Assert.Equal(Engine.Deliver.SubscriptionStage.Recovering, subscription.Stage);
        Assert.False(subscription.Own!.Mailbox.HasPending);

        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Assert.Equal(Expected(from, _pipeline.Sequencer.Last), client.Peer.TicksOf(1).Select(tick => tick.Sequence));
    }

    private static IEnumerable<ulong> Expected(ulong after, ulong upTo) => Enumerable.Range((int)after + 1, (int)(upTo - after)).Select(n => (ulong)n);

    private static SubscribeMessage All(ulong from) =>
        TestClient.To(1, "X:*") with { Mode = DeliveryMode.All, From = StartFrom.Position(TestPipeline.Epoch, from) };

    private ulong Publish(int count)
    {
        for (int n = 0; n < count; n++)
        {
            _feed.SendQuote(n % 2 == 0 ? "X:A" : "X:B", n);
        }

        _feed.Flush();
        _pipeline.Run();
        return _pipeline.Sequencer.Last;
    }

    private sealed class HolePast : IPastTicks
    {
        public List<Tick> Tape { get; set; } = [];

        public (ulong From, ulong To) Hole { get; set; }

        public GapCause Cause { get; init; } = GapCause.JournalExpired;

        public PastMoment? Moment { get; set; }

        public bool Keeps(ulong after) => true;

        public PastMoment? Find(UnixNanos time) => Moment;

        public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
        {
            ulong from = after >= Hole.From - 1 && after < Hole.To ? Hole.To : after;
            ulong end = Math.Min(upTo, from < Hole.From ? Hole.From - 1 : (ulong)Tape.Count);
            int count = (int)Math.Min((ulong)records.Length, end - from);
            Tape.GetRange((int)from, count).CopyTo(records);
            return new PastRead(count, from > after ? from : 0, Cause);
        }
    }
}
