using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public HeartbeatTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendQuote("X:A", 1).Flush();
        _pipeline.Run();
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void Heartbeat_EverySecond_SaysWhereTheStreamStands(WireEncoding encoding)
    {
        TestClient client = _pipeline.Join(encoding).Subscribe(1, "X:A").Subscribe(2, "X:B");
        _pipeline.Pass(3 * Second);
        Heartbeat[] heartbeats = [.. client.Peer.Controls<Heartbeat>()];
        Assert.Equal(3, heartbeats.Length);
        Assert.Equal(_pipeline.Time.Now, heartbeats[^1].Time);
        Assert.Equal(_pipeline.Lane.Position, heartbeats[^1].Sequence);
        Assert.Equal([("alpha", FeedState.Live)], heartbeats[^1].Feeds);
        Assert.Equal([(1, _pipeline.Lane.Position), (2, _pipeline.Lane.Position)], heartbeats[^1].Subscriptions);
    }

    [Fact]
    public void Heartbeat_IdleSubscription_MovesOnWithTheStream()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        _feed.SendTrade("X:B", 1).SendTrade("X:B", 2).Flush();
        _pipeline.Pass(Second);
        Assert.Equal([(1, _pipeline.Lane.Position)], client.Peer.Controls<Heartbeat>().Last().Subscriptions);
    }

    [Fact]
    public void Heartbeat_BeforeTheSeam_HasNoPosition()
    {
        TestClient client = _pipeline.Join();
        client.Sink.Capacity = 0;
        client.Post(TestClient.To(1, "X:A")).Post(new PingMessage { T = 1 });
        _pipeline.Run();
        client.Post(TestClient.To(2, "X:B"));
        _pipeline.Pass(Second);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Heartbeat first = client.Peer.Controls<Heartbeat>().First();
        Assert.Equal(0ul, first.Subscriptions.Single(one => one.Id == 2).Sequence);
        Assert.Single(client.Peer.Controls<Seam>(), seam => seam.Id == 2);
    }

    [Fact]
    public void Heartbeat_WhileTicksWait_NeverPointsBeyondThem()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 0;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        ulong sent = _pipeline.Lane.Position;
        _feed.SendTrade("X:B", 2).SendTrade("X:A", 3).SendTrade("X:A", 4).Flush();
        _pipeline.Pass(Second);
        _feed.SendTrade("X:B", 5).Flush();
        _pipeline.Pass(2 * Second);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();

        // It waited behind the stuck bytes, and was made when two trades were pending.
        Heartbeat heartbeat = Assert.Single(client.Peer.Controls<Heartbeat>());
        Assert.InRange(heartbeat.Subscriptions.Single().Sequence, sent, sent + 1);
        Assert.True(heartbeat.Sequence > sent + 1);
    }

    [Fact]
    public void Heartbeat_SlowSink_OnlyOneWaits()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 0;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Pass(8 * Second);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Assert.Single(client.Peer.Controls<Heartbeat>());
        _pipeline.Pass(2 * Second);
        Assert.Equal(3, client.Peer.Controls<Heartbeat>().Count());
    }

    [Fact]
    public async Task Heartbeat_FeedStates_AreThoseOfTheStream()
    {
        TestClient client = _pipeline.Join();
        _pipeline.Run();
        TestFeed second = _pipeline.OpenFeed("beta").Define("Y:A").SendTrade("Y:A", 1);
        second.Next++;
        second.SendTrade("Y:A", 2).Flush();
        await _feed.Session.CloseAsync(ended: true);
        _pipeline.Pass(Second);
        Assert.Equal([("alpha", FeedState.Ended), ("beta", FeedState.Gap)], client.Peer.Controls<Heartbeat>().Last().Feeds);
        _pipeline.Time.Advance(TimeSpan.FromSeconds(6));
        await _pipeline.Door.CheckSilenceAsync(default);
        _pipeline.Pass(Second);
        Assert.Equal([("alpha", FeedState.Ended), ("beta", FeedState.Stale)], client.Peer.Controls<Heartbeat>().Last().Feeds);
    }

    [Fact]
    public void Heartbeat_MostSubscriptionsAndManyFeeds_FitsIntoOneMessage()
    {
        foreach (int n in Enumerable.Range(0, 1_000))
        {
            _pipeline.OpenFeed($"{n:D4}{new string('"', 60)}").Flush();
            _pipeline.Run();
        }

        TestClient client = _pipeline.Join(WireEncoding.Json);
        for (int id = 1; id <= 1_024; id++)
        {
            client.Subscribe(TestClient.To(int.MaxValue - id, "X:A") with { From = StartFrom.Now });
        }

        _pipeline.Pass(Second);
        Heartbeat heartbeat = client.Peer.Controls<Heartbeat>().Last();
        Assert.Equal(1_024, heartbeat.Subscriptions.Count);
        Assert.InRange(heartbeat.Feeds.Count, 1, 1_000);
    }

    [Fact]
    public void UntilNextDeadline_Idle_IsTheNextHeartbeat()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, new TestPipeline().Lane.UntilNextDeadline());
        var pipeline = new TestPipeline(new DeliveryOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(300) });
        pipeline.Join();
        pipeline.Run();
        Assert.Equal(TimeSpan.FromMilliseconds(300), pipeline.Lane.UntilNextDeadline());
        pipeline.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.FromMilliseconds(200), pipeline.Lane.UntilNextDeadline());
        pipeline.Time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(TimeSpan.Zero, pipeline.Lane.UntilNextDeadline());
    }
}
