using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>A lane ends, and its subscribers can go on elsewhere.</summary>
public sealed class LaneDrainTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public LaneDrainTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A").Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Announce_EveryOneAndLateComers_AreToldOnceAndSpreadOut()
    {
        TestClient[] clients = [.. Enumerable.Range(0, 100).Select(_ => _pipeline.Join().Subscribe(1, "*"))];
        _pipeline.Lane.Announce(new ReturnTimes(Second, 4 * Second));
        _pipeline.Run();
        TestClient late = _pipeline.Join().Subscribe(1, "*");
        _pipeline.Pass(3 * Second);
        int[] retries = [.. clients.Append(late).Select(client => Assert.Single(client.Peer.Controls<Notice>()).RetryMs!.Value).Order()];
        Assert.All(clients.Append(late), client => Assert.Equal(NoticeCode.Draining, client.Peer.Controls<Notice>().Single().Code));

        // In each tenth of the span come as many, but for two.
        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(retries.Count(retry => retry >= 1000 + (400 * tenth) && retry < 1400 + (400 * tenth)), 8, 12));
        Assert.All(clients, client => Assert.Null(client.Peer.CloseCode));
        _feed.SendTrade("X:A", 5).Flush();
        _pipeline.Run();
        Assert.All(clients, client => Assert.Single(client.Peer.TicksOf(1, live: true)));
    }

    [Fact]
    public void Announce_OnManyLanes_NoTwoAreToldTheSame()
    {
        var pipeline = new TestPipeline(lanes: 8);
        TestClient[] clients = [.. Enumerable.Range(0, 16).Select(n => pipeline.Join(lane: n / 2))];
        var returns = new ReturnTimes(Second, 4 * Second);
        foreach (Lane lane in pipeline.Lanes)
        {
            lane.Announce(returns);
        }

        pipeline.Run();
        int[] retries = [.. clients.Select(client => client.Peer.Controls<Notice>().Single().RetryMs!.Value).Order()];
        Assert.All(retries.Append(5_000).Zip(retries.Prepend(1_000)), pair => Assert.InRange(pair.First - pair.Second, 1, 3 * 4_000 / clients.Length));
    }

    [Fact]
    public void Drain_AValueThatIsHeldForItsInterval_IsSentBeforeTheClose()
    {
        TestClient client = _pipeline.Join().Subscribe(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.Interval, IntervalMs = 60_000 });
        for (int bid = 100; bid < 110; bid++)
        {
            _feed.SendQuote("X:A", bid).Flush();
            _pipeline.Run();
        }

        _pipeline.Lane.Drain(5 * Second);
        _pipeline.Run();
        Assert.Equal(109, client.Peer.TicksOf(1, live: true)[^1].BidPrice);
        ulong last = _pipeline.Tape[^1].Sequence;
        Assert.Equal((1012, $"restart:{_pipeline.Lane.Epoch}:{last}"), (client.Peer.CloseCode, client.Peer.CloseText));
        Assert.Equal([(1, last)], client.Peer.Controls<Heartbeat>().Last().Subscriptions.Select(one => (one.Id, one.Sequence)));
        Statement statement = client.Peer.Controls<Statement>().Single();
        Assert.Equal((0L, 0L), (statement.Discarded, statement.Pending));
        client.Subscriber.PeerClosing(1012);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Drain_OneThatTakesNothing_IsClosedAfterTheFlushWithWhereItStands()
    {
        TestClient stuck = _pipeline.Join().Subscribe(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All });
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        ulong taken = _pipeline.Tape[^1].Sequence;
        stuck.Sink.Capacity = 0;
        _feed.SendTrade("X:A", 2).SendTrade("X:A", 3).Flush();
        _pipeline.Run();
        _feed.SendTrade("X:A", 4).Flush();
        _pipeline.Run();
        TestClient quick = _pipeline.Join().Subscribe(1, "*");
        _pipeline.Lane.Drain(3 * Second);
        _pipeline.Pass(2 * Second);
        Assert.Equal(1012, quick.Peer.CloseCode);
        Assert.Equal(1, _pipeline.Lane.Subscriptions);
        _pipeline.Pass(2 * Second);
        Assert.Equal(0, _pipeline.Lane.Subscriptions);
        stuck.Sink.Capacity = int.MaxValue;
        stuck.Sink.Take();
        _pipeline.Run();
        Assert.Equal(1012, stuck.Peer.CloseCode);
        ulong resume = ulong.Parse(stuck.Peer.CloseText.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(resume, taken, stuck.Peer.TicksOf(1, live: true)[^1].Sequence);
        Assert.Equal(1, stuck.Peer.Controls<Statement>().Single().Discarded);
    }

    [Fact]
    public void Drain_OneThatComesBackAndWhoseInstrumentsAreNotFound_MayGoOnFromWhereItAsked()
    {
        _feed.Define(Enumerable.Range(0, 1_000).Select(n => $"X:{n}"));
        _pipeline.Run();
        TestClient client = _pipeline.Join();
        _pipeline.Run();

        // A turn has time for hardly anything: its instruments are found in several.
        _pipeline.Time.PerReading = 2 * _pipeline.Delivery.CommandSlice;
        client.Post(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All, From = StartFrom.Position(TestPipeline.Epoch, 3) });
        _pipeline.Lane.Drain(TimeSpan.Zero);
        _pipeline.Run();
        Assert.Equal((1012, $"restart:{TestPipeline.Epoch}:3"), (client.Peer.CloseCode, client.Peer.CloseText));
    }

    [Fact]
    public void Drain_OneThatBeganBeforeAllAndPaused_MayGoOnFromBeforeWhatWaits()
    {
        var pipeline = new TestPipeline();
        TestClient client = pipeline.Join();
        client.Post(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All }).Post(new PauseMessage { Id = 1 });
        pipeline.Run();
        pipeline.OpenFeed().Define("X:A").SendTrade("X:A", 5).Flush();
        pipeline.Run();
        pipeline.Lane.Drain(Second);
        pipeline.Run();
        Assert.Empty(client.Peer.TicksOf(1));
        Assert.Equal((1012, $"restart:{TestPipeline.Epoch}:0"), (client.Peer.CloseCode, client.Peer.CloseText));
    }

    [Fact]
    public void Drain_OneThatHasAskedForNothing_IsSentToThePresent()
    {
        TestClient client = _pipeline.Join();
        _pipeline.Lane.Drain(Second);
        _pipeline.Run();
        TestClient late = _pipeline.Join();
        _pipeline.Run();
        Assert.All(new[] { client, late }, one => Assert.Equal((1012, $"restart:{_pipeline.Lane.Epoch}:{_pipeline.Lane.Position}"), (one.Peer.CloseCode, one.Peer.CloseText)));
    }
}
