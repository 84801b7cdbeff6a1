using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class UnsubscribeTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public UnsubscribeTests()
    {
        _feed = _pipeline.OpenFeed().Define(Enumerable.Range(0, 4_000).Select(n => $"X:{n}"));
        _pipeline.Run();
    }

    [Fact]
    public void Unsubscribe_WithTicksWaiting_SendsNothingAfterTheAck()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:1");
        client.Sink.Capacity = 0;
        _feed.SendTrade("X:1", 1).Flush();
        _pipeline.Run();
        _feed.SendTrade("X:1", 2).Flush();
        client.Unsubscribe(1);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _feed.SendTrade("X:1", 3).Flush();
        _pipeline.Run();
        Assert.Equal([1], client.Peer.TicksOf(1).Select(tick => tick.Price));
        Assert.IsType<Unsubscribed>(client.Peer.Arrivals[^1].Control);
        Assert.Equal(0, _pipeline.Lane.Subscriptions);
        Assert.Equal(0, _pipeline.Lane.Market.Interests.Cells);
    }

    [Fact]
    public void Unsubscribe_ThenSameIdInOneTurn_BeginsAnewAtOnce()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        client.Post(new UnsubscribeMessage { Id = 1 }).Post(TestClient.To(1, "X:5")).Post(new UnsubscribeMessage { Id = 1 }).Post(TestClient.To(1, "X:6", "X:7"));
        _pipeline.Run();
        client.Peer.Forget();
        _feed.SendTrade("X:5", 5).SendTrade("X:6", 6).Flush();
        _pipeline.Run();
        Assert.Equal([6], client.Peer.TicksOf(1).Select(tick => tick.Price));
        Assert.Equal(2, _pipeline.Lane.Market.Interests.Cells);
        Assert.Equal(0, _pipeline.Lane.Market.Standing.Patterns);
        Assert.Equal(2, _pipeline.Lane.Market.Standing.Names);
        Assert.Equal(1, _pipeline.Lane.Subscriptions);
    }

    [Fact]
    public void Unsubscribe_WhileItsInstrumentsAreBeingFound_LeavesNothing()
    {
        var slow = new TestPipeline(new Engine.Deliver.DeliveryOptions { CommandSlice = TimeSpan.FromTicks(1) });
        TestFeed feed = slow.OpenFeed().Define(Enumerable.Range(0, 3_000).Select(n => $"X:{n}"));
        slow.Run();
        slow.Time.PerReading = TimeSpan.FromTicks(2);
        TestClient client = slow.Join();
        client.Post(TestClient.To(1, "*", "X:1", "X:NOT"));
        slow.Lane.Turn();
        client.Post(new UnsubscribeMessage { Id = 1 });
        slow.Run();
        Assert.Empty(client.Peer.Controls<Subscribed>());
        Assert.Single(client.Peer.Controls<Unsubscribed>());
        feed.SendTrade("X:1", 1).Flush();
        slow.Run();
        Assert.Empty(client.Peer.TicksOf(1));
        client.Subscriber.PeerGone();
        slow.AssertNothingLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Unsubscribe_InTheMiddleOfTheSnapshot_SendsNoMoreOfIt(int sends)
    {
        foreach (int n in Enumerable.Range(0, 4_000))
        {
            _feed.SendQuote($"X:{n}", n + 1);
        }

        _feed.Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join();
        client.Sink.Capacity = 100;
        client.Post(TestClient.To(1, "*"));
        for (int i = 0; i < sends; i++)
        {
            _pipeline.Run();
            client.Sink.Take();
        }

        client.Unsubscribe(1);
        for (int i = 0; i < 10; i++)
        {
            client.Sink.Take();
            _pipeline.Run();
        }

        Assert.IsType<Unsubscribed>(client.Peer.Arrivals[^1].Control);
        Assert.True(client.Peer.TicksOf(1).Count() < 4_000);
        client.Subscriber.PeerGone();
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Unsubscribe_UnknownId_IsAnError()
    {
        TestClient client = _pipeline.Join().Unsubscribe(7);
        ErrorReply error = Assert.Single(client.Peer.Controls<ErrorReply>());
        Assert.Equal(("unknown_id", 7), (error.Code, error.Id));
    }

    [Fact]
    public void Churn_SubscribeAndUnsubscribeOfTheSame_ReturnsToZero()
    {
        TestClient client = _pipeline.Join();
        var random = new Random(5);
        HashSet<int> open = [];
        for (int i = 0; i < 3_000; i++)
        {
            int id = random.Next(1, 20);
            if (open.Remove(id))
            {
                client.Post(new UnsubscribeMessage { Id = id });
            }
            else
            {
                open.Add(id);
                string[] symbols = random.Next(3) switch { 0 => ["X:1"], 1 => ["X:12*", "X:2"], _ => [$"X:{random.Next(1_200)}", "N:1"] };
                client.Post(TestClient.To(id, symbols));
            }

            if (random.Next(4) == 0)
            {
                _pipeline.Run();
            }
        }

        Assert.All(open, id => client.Post(new UnsubscribeMessage { Id = id }));
        _pipeline.Run();
        Assert.Equal(0, _pipeline.Lane.Subscriptions);
        Assert.Equal(0, _pipeline.Lane.Market.Interests.Cells);
        Assert.Equal(0, _pipeline.Lane.Market.Standing.Names);
        Assert.Equal(0, _pipeline.Lane.Market.Standing.Patterns);
        Assert.Empty(client.Peer.Controls<ErrorReply>());
    }
}
