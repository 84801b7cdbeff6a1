using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Deliver;

public sealed class LaneRestTests
{
    private static readonly TimeSpan Send = TimeSpan.FromMicroseconds(500);

    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.4, 750)]
    [InlineData(0.2, 2_000)]
    [InlineData(0.01, 5_000)]
    [InlineData(0.95, 0)]
    [InlineData(1, 0)]
    public void Rest_AfterSending_LeavesItItsShareOfTheTime(double share, int micros)
    {
        var pipeline = new TestPipeline(new DeliveryOptions { SendShare = share });
        TestFeed feed = Subscribed(pipeline, clients: 1);
        feed.SendQuote("X:A", 1).Flush();
        pipeline.Sequence();

        pipeline.Turn();

        Assert.Equal(TimeSpan.FromMicroseconds(micros), pipeline.Lane.Rest);
    }

    [Fact]
    public void Rest_AfterATurnThatSentNothing_IsNone()
    {
        var pipeline = new TestPipeline();
        TestFeed feed = Subscribed(pipeline, clients: 1);
        feed.SendQuote("X:A", 1).Flush();
        pipeline.Sequence();
        pipeline.Turn();

        pipeline.Turn();

        Assert.Equal(TimeSpan.Zero, pipeline.Lane.Rest);
    }

    [Fact]
    public void Rest_WhileMoreIsLeftThanAMessageHolds_IsNone()
    {
        var pipeline = new TestPipeline();
        TestFeed feed = Subscribed(pipeline, clients: 1);
        for (int i = 0; i < 4_000; i++)
        {
            feed.SendTrade("X:A", i + 1);
        }

        feed.Flush();
        pipeline.Sequence();

        Assert.True(pipeline.Turn());
        Assert.Equal(TimeSpan.Zero, pipeline.Lane.Rest);
        while (pipeline.Turn())
        {
        }
    }

    [Fact]
    public void Rest_WhenTicksPileUpInFrontOfTheLane_IsNone()
    {
        var pipeline = new TestPipeline(laneQueue: 4);
        TestFeed feed = Subscribed(pipeline, clients: 1, alsoSending: QueueThree);
        feed.SendQuote("X:A", 1).Flush();
        pipeline.Sequence();

        Assert.True(pipeline.Turn());

        Assert.Equal(3, pipeline.Inlet.Count);
        Assert.Equal(TimeSpan.Zero, pipeline.Lane.Rest);

        void QueueThree(TestFeed from)
        {
            for (int i = 0; i < 3; i++)
            {
                from.SendQuote("X:A", i + 2).Flush();
            }

            pipeline.Sequence();
        }
    }

    [Fact]
    public void Turn_WhenTicksComeWhileItSends_GivesThemToThoseServedLast()
    {
        var pipeline = new TestPipeline();
        var first = true;
        TestClient[] clients = [];
        TestFeed feed = Subscribed(pipeline, 3 * DeliveryOptions.LeastCohort, SendOneMore, made => clients = made);
        feed.SendQuote("X:A", 1).Flush();
        pipeline.Sequence();

        pipeline.Turn();

        Assert.NotEqual(TimeSpan.Zero, pipeline.Lane.Rest);
        long[] newest = [.. clients.Select(client => client.Peer.TicksOf(1, live: true)[^1].BidPrice)];
        Assert.Equal(1, newest[0]);
        Assert.Equal(2, newest[^1]);
        pipeline.Run();
        Assert.All(clients, client => Assert.Equal(2, client.Peer.TicksOf(1, live: true)[^1].BidPrice));

        void SendOneMore(TestFeed from)
        {
            if (first)
            {
                first = false;
                from.SendQuote("X:A", 2).Flush();
                pipeline.Sequence();
            }
        }
    }

    // Each send takes its time, and may have something happen.
    private static TestFeed Subscribed(TestPipeline pipeline, int clients, Action<TestFeed>? alsoSending = null, Action<TestClient[]>? made = null)
    {
        TestFeed feed = pipeline.OpenFeed().Define("X:A");
        pipeline.Run();
        TestClient[] all = [.. Enumerable.Range(0, clients).Select(_ => pipeline.Join().Subscribe(1, "X:A"))];
        made?.Invoke(all);
        foreach (TestClient client in all)
        {
            client.Sink.Sending = _ =>
            {
                pipeline.Time.Advance(Send);
                alsoSending?.Invoke(feed);
            };
        }

        return feed;
    }
}
