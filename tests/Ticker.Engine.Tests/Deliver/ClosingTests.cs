using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class ClosingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public ClosingTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A").Flush();
        _pipeline.Run();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4999)]
    [InlineData(0)]
    public void PeerFirst_IsAnsweredWithItsCodeAndEnds(int code)
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Subscriber.PeerClosing(code);
        _pipeline.Run();
        Assert.Equal(code, client.Peer.CloseCode);
        Assert.Equal(SubscriberEnd.Closed, client.End);
        Assert.Equal(0, client.Sink.OutputEnds);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void PeerFirst_WhileItsSocketIsFull_EndsAfterTheCloseFrameHasLeft()
    {
        TestClient client = Stuck();
        client.Subscriber.PeerClosing(1000);
        _pipeline.Pass(Second);
        Assert.Null(client.End);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Assert.Equal(1000, client.Peer.CloseCode);
        Assert.Equal(SubscriberEnd.Closed, client.End);
    }

    [Fact]
    public void ServerFirst_PeerAnswers_Ends()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Subscriber.Close(CloseReason.TooFast, failed: false);
        _pipeline.Run();
        Assert.Equal((4429, "too_fast"), (client.Peer.CloseCode, client.Peer.CloseText));
        Assert.Equal(0, _pipeline.Lane.Subscriptions);
        Assert.Null(client.End);
        client.Subscriber.PeerClosing(4429);
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
        Assert.Equal(4429, client.Subscriber.Closed.Code);
    }

    [Fact]
    public void Ask_ConnectionIsClosingOrGone_NothingBegins()
    {
        TestClient client = _pipeline.Join();
        var taped = new TapedLane(_pipeline.Lane, _pipeline.Inlet);
        var request = new SubscribeMessage { Id = 1, Symbols = ["X:A"] };
        client.Subscriber.Close(CloseReason.TooFast, failed: false);
        _pipeline.Run();
        taped.Ask(client.Subscriber, request);
        Assert.Equal(0, taped.Subscriptions);

        _pipeline.Pass(3 * Second);
        taped.Ask(client.Subscriber, request);
        Assert.Equal(SubscriberEnd.Aborted, client.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void ServerFirst_PeerNeverAnswers_IsCutAfterTheGrace()
    {
        TestClient client = _pipeline.Join();
        client.Subscriber.Close(CloseReason.TooFast, failed: false);
        _pipeline.Pass(1.9 * Second);
        Assert.Null(client.End);
        _pipeline.Pass(0.2 * Second);
        Assert.Equal(SubscriberEnd.Aborted, client.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Failed_AfterTheCloseFrame_EndsTheOutputOnce()
    {
        TestClient client = _pipeline.Join();
        client.Subscriber.Close(new CloseReason(1002, "rsv"), failed: true);
        _pipeline.Run();
        Assert.Equal(1002, client.Peer.CloseCode);
        Assert.Equal(1, client.Sink.OutputEnds);
        client.Subscriber.Alive();
        client.Subscriber.Pinged([1]);
        _pipeline.Pass(Second);
        Assert.Equal(1, client.Sink.OutputEnds);
        client.Subscriber.PeerGone();
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
    }

    [Fact]
    public void Closing_TicksAndMessages_SendNothingMore()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Subscriber.Close(CloseReason.TooFast, failed: false);
        _pipeline.Run();
        int sends = client.Sink.Sends;
        client.Post(TestClient.To(2, "X:A")).Post(new PingMessage { T = 1 }).Fault();
        client.Subscriber.Pinged([1]);
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Pass(Second);
        Assert.Equal(sends, client.Sink.Sends);
    }

    [Fact]
    public void PeerGone_WhenIdleOrBusy_LeavesNothing()
    {
        TestClient idle = _pipeline.Join().Subscribe(1, "*", "X:A", "N:1");
        TestClient stuck = Stuck();
        idle.Subscriber.PeerGone();
        stuck.Subscriber.PeerGone();
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, idle.End);
        Assert.Equal(SubscriberEnd.Aborted, stuck.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void PeerGone_TogetherWithJoining_IsLetGo()
    {
        TestClient client = _pipeline.Join();
        client.Subscriber.PeerGone();
        client.Post(TestClient.To(1, "X:A"));
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void PeerGone_BeforeJoining_IsLetGoWhenItJoins()
    {
        var client = new TestClient(_pipeline, WireEncoding.MessagePack);
        client.Subscriber.PeerGone();
        _pipeline.Lane.Join(client.Subscriber);
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Broken_AtASend_IsCutAtOnce()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Sink.IsBroken = true;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        Assert.Equal(SubscriberEnd.Aborted, client.End);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Drain_EveryOne_IsToldAndLateComersToo()
    {
        TestClient[] clients = [.. Enumerable.Range(0, 3).Select(_ => _pipeline.Join().Subscribe(1, "*"))];
        TestClient stuck = Stuck();
        _pipeline.Lane.Drain();
        _pipeline.Run();
        TestClient late = _pipeline.Join();
        _pipeline.Run();
        Assert.All(clients.Append(late), client => Assert.Equal((1001, "going_away"), (client.Peer.CloseCode, client.Peer.CloseText)));
        Assert.All(clients.Append(late), client => client.Subscriber.PeerClosing(1001));
        _pipeline.Run();
        Assert.All(clients.Append(late), client => Assert.Equal(SubscriberEnd.Closed, client.End));
        _pipeline.Pass(2.5 * Second);
        Assert.Equal(SubscriberEnd.Aborted, stuck.End);
        _pipeline.AssertNothingLeft();
    }

    private TestClient Stuck()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 0;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        return client;
    }
}
