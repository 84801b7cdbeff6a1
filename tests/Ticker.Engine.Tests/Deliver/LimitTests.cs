using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class LimitTests
{
    [Fact]
    public void Faults_ThreeAreAnswered_TheFourthCloses()
    {
        var pipeline = new TestPipeline();
        TestClient client = pipeline.Join();
        for (int i = 0; i < 3; i++)
        {
            client.Fault();
        }

        pipeline.Run();
        Assert.Equal(3, client.Peer.Controls<ErrorReply>().Count());
        Assert.Null(client.Peer.CloseCode);
        client.Fault();
        pipeline.Run();
        Assert.Equal((4400, "malformed"), (client.Peer.CloseCode, client.Peer.CloseText));
    }

    [Fact]
    public void Faults_RefusedButWellMade_NeverClose()
    {
        var pipeline = new TestPipeline();
        TestClient client = pipeline.Join();
        for (int i = 0; i < 50; i++)
        {
            client.Fault(malformed: false);
        }

        pipeline.Run();
        Assert.Equal(50, client.Peer.Controls<ErrorReply>().Count());
        Assert.Null(client.Peer.CloseCode);
    }

    [Fact]
    public void Subscriptions_TooMany_AreRefusedThenClosed()
    {
        var pipeline = new TestPipeline(new DeliveryOptions { MaxSubscriptions = 3 });
        TestClient client = pipeline.Join();
        for (int id = 1; id <= 3 + 16; id++)
        {
            client.Post(TestClient.To(id, "X:A"));
        }

        pipeline.Run();
        Assert.Equal(3, client.Peer.Controls<Subscribed>().Count());
        Assert.Equal(16, client.Peer.Controls<ErrorReply>().Count(error => error.Code == "too_many_subscriptions"));
        Assert.Null(client.Peer.CloseCode);
        client.Subscribe(99, "X:A");
        Assert.Equal((4413, "too_many_subscriptions"), (client.Peer.CloseCode, client.Peer.CloseText));
        Assert.Equal(0, pipeline.Lane.Subscriptions);
    }

    [Fact]
    public void Commands_AFlood_DoesNotKeepTicksFromBeingApplied()
    {
        var pipeline = new TestPipeline();
        TestFeed feed = pipeline.OpenFeed().Define("X:A");
        pipeline.Run();
        TestClient reader = pipeline.Join().Subscribe(1, "X:A");
        TestClient flooder = pipeline.Join();
        for (int i = 0; i < 1_024; i++)
        {
            flooder.Post(new PingMessage { T = i });
        }

        feed.SendTrade("X:A", 1).Flush();
        pipeline.Sequence();
        Assert.True(pipeline.Lane.Turn());
        Assert.Single(reader.Peer.TicksOf(1, live: true));
        Assert.Equal(256, flooder.Peer.Controls<Pong>().Count());
        int turns = 1;
        while (pipeline.Lane.Turn())
        {
            turns++;
        }

        Assert.InRange(turns, 3, 5);
        Assert.Equal(1_024, flooder.Peer.Controls<Pong>().Count());
    }

    [Fact]
    public void Commands_SlowOnes_StopAtTheirSlice()
    {
        var pipeline = new TestPipeline(new DeliveryOptions { CommandSlice = TimeSpan.FromMilliseconds(1) });
        TestClient client = pipeline.Join();
        pipeline.Run();
        for (int i = 0; i < 100; i++)
        {
            client.Post(new PingMessage { T = i });
        }

        pipeline.Time.PerReading = TimeSpan.FromMilliseconds(0.4);
        pipeline.Lane.Turn();
        Assert.InRange(client.Peer.Controls<Pong>().Count(), 1, 3);
    }

    [Fact]
    public async Task Post_MoreThanTheLaneHasRoomFor_WaitsForATurn()
    {
        var pipeline = new TestPipeline();
        TestClient client = pipeline.Join();
        for (int i = 0; i < 1_024; i++)
        {
            client.Post(new PingMessage { T = i });
        }

        Task waiting = client.Subscriber.PostAsync(new PingMessage { T = -1 }, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        pipeline.Lane.Turn();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        pipeline.Run();
        Assert.Equal(1_025, client.Peer.Controls<Pong>().Count());
    }

    [Fact]
    public void Round_SeveralSubscriptionsUnderASmallSink_TakeTurns()
    {
        var pipeline = new TestPipeline();
        string[] names = ["X:A", "X:B", "X:C"];
        TestFeed feed = pipeline.OpenFeed().Define(names);
        pipeline.Run();
        TestClient client = pipeline.Join();
        for (int id = 1; id <= 3; id++)
        {
            client.Subscribe(id, names[id - 1]);
        }

        client.Sink.Capacity = 100;
        for (int round = 0; round < 60; round++)
        {
            foreach (string name in names)
            {
                for (int i = 0; i < 100; i++)
                {
                    feed.SendTrade(name, i);
                }
            }

            feed.Flush();
            pipeline.Run();
            client.Sink.Take();
        }

        // The peer took far less than came; what it took is shared.
        int[] counts = [.. Enumerable.Range(1, 3).Select(id => client.Peer.TicksOf(id, live: true).Count)];
        Assert.InRange(counts.Sum(), 1, 17_999);
        Assert.True(counts.Max() - counts.Min() <= counts.Max() / 4, string.Join(' ', counts));
    }

    [Theory]
    [InlineData(8_000, true)]
    [InlineData(9, false)]
    public void Options_Check_NamesWhatIsOutOfRange(int milliseconds, bool legal)
    {
        var options = new DeliveryOptions { WriteDeadline = TimeSpan.FromMilliseconds(milliseconds), MaxSubscriptions = legal ? 1_024 : 1_025, PendingTicks = legal ? 1 : 0 };
        Assert.Equal(legal ? 0 : 3, options.Check().Count());
        Assert.Equal(legal ? 0 : 3, new PipelineOptions { Subscribers = options }.Check().Count());
    }
}
