using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class CohortTests
{
    private readonly TestPipeline _pipeline = new();

    [Fact]
    public void InStep_InstrumentAppears_IsToldAndThenDelivered()
    {
        TestFeed feed = _pipeline.OpenFeed();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        feed.Define("X:A");
        for (int i = 0; i < 1_000; i++)
        {
            feed.SendTrade("X:A", i + 1);
        }

        feed.SendQuote("X:A", 5).Flush();
        _pipeline.Run();
        Assert.Equal(1_001, client.Peer.TicksOf(1, live: true).Count);
    }

    [Fact]
    public void InStep_TwoOfTheSameInterest_ShareOneOutflowAndOneThatIsSlowLeavesWithACopy()
    {
        TestFeed feed = _pipeline.OpenFeed().Define("X:A");
        _pipeline.Run();
        TestClient healthy = _pipeline.Join().Subscribe(1, "X:A");
        TestClient slow = _pipeline.Join().Subscribe(1, "X:A");
        Subscription[] both = [healthy.Subscriber.Subscriptions[1], slow.Subscriber.Subscriptions[1]];
        feed.SendQuote("X:A", 1).Flush();
        _pipeline.Run();
        Assert.Same(both[0].Cohort, both[1].Cohort);
        Assert.All(both, one => Assert.True(one.IsInStep));

        slow.Sink.Capacity = 0;
        for (int bid = 2; bid < 6; bid++)
        {
            feed.SendQuote("X:A", bid).Flush();
            _pipeline.Run();
        }

        Assert.Equal([true, false], both.Select(one => one.IsInStep));
        slow.Sink.Capacity = int.MaxValue;
        slow.Sink.Take();
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        feed.SendQuote("X:A", 6).Flush();
        _pipeline.Run();
        Assert.All(both, one => Assert.True(one.IsInStep));
        Assert.Equal([1, 2, 3, 4, 5, 6], healthy.Peer.TicksOf(1, live: true).Select(tick => tick.BidPrice));
        Assert.Equal([1, 2, 5, 6], slow.Peer.TicksOf(1, live: true).Select(tick => tick.BidPrice));
    }
}
