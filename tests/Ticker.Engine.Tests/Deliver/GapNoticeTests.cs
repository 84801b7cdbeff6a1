using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class GapNoticeTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public GapNoticeTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendTrade("X:A", 1).SendTrade("X:B", 1).Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Gap_OfTheFeed_IsToldOncePerSubscriptionAndFlaggedPerInstrument()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*").Subscribe(2, "X:B").Subscribe(3, "N:1");
        _feed.Next++;
        _feed.SendTrade("X:A", 2).SendTrade("X:B", 3).SendTrade("X:A", 4).Flush();
        _pipeline.Run();
        ulong record = _pipeline.Tape.Last(tick => tick.Kind == TickKind.FeedState).Sequence;
        Gap[] gaps = [.. client.Peer.Controls<Gap>()];
        Assert.Equal([1, 2], gaps.Select(gap => gap.Id).Order());
        Assert.All(gaps, gap => Assert.Equal((record, record, GapCause.FeedGap), (gap.From, gap.To, gap.Cause)));
        Assert.Equal([true, true, false], client.Peer.TicksOf(1, live: true).Select(tick => tick.Flags.HasFlag(TickFlags.GapBefore)));
    }

    [Fact]
    public void Gap_ASecondOne_IsToldAgain()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        for (int i = 0; i < 2; i++)
        {
            _feed.Next++;
            _feed.SendTrade("X:A", 2).Flush();
            _pipeline.Run();
        }

        Assert.Equal(2, client.Peer.Controls<Gap>().Select(gap => gap.From).Distinct().Count());
    }

    [Fact]
    public void Gap_FoundByAKindNotWanted_IsToldAllTheSame()
    {
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:A") with { Kinds = TickKinds.Trade });
        _feed.Next++;
        _feed.SendQuote("X:A", 2).SendTrade("X:A", 3).Flush();
        _pipeline.Run();
        Assert.Single(client.Peer.Controls<Gap>());
        Assert.Equal(TickFlags.GapBefore | TickFlags.Stale, Assert.Single(client.Peer.TicksOf(1, live: true)).Flags);
    }

    [Fact]
    public void Gap_BeforeTheSubscription_IsNotTold()
    {
        _feed.Next++;
        _feed.SendTrade("X:A", 2).Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        _feed.SendTrade("X:A", 3).Flush();
        _pipeline.Run();
        Assert.Empty(client.Peer.Controls<Gap>());
    }

    [Fact]
    public void Gap_WhileTheSubscriptionIsBeingTold_ComesAfterItIsSubscribed()
    {
        TestClient client = _pipeline.Join();
        client.Sink.Capacity = 0;
        client.Post(new PingMessage { T = 1 });
        _pipeline.Run();
        client.Post(TestClient.To(1, "X:A"));
        _pipeline.Run();
        _feed.Next++;
        _feed.SendTrade("X:A", 2).Flush();
        _pipeline.Run();
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Type[] order = [.. client.Peer.Arrivals.Select(arrival => arrival.Control?.GetType()).Where(type => type == typeof(Subscribed) || type == typeof(Gap))!];
        Assert.Equal([typeof(Subscribed), typeof(Gap)], order);
    }
}
