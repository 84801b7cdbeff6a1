using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What connections and subscriptions take of the server's memory, and what happens when there is no more.</summary>
public sealed class ServerMemoryTests
{
    private static readonly Pace Latest = new() { Budget = new DeliveryOptions().PendingTicks };

    // One subscription of one instrument, with its cohort and its snapshot.
    private static readonly long OfOne = OfNames(1);

    [Fact]
    public void Subscribe_WithoutRoom_IsRefusedAndLeavesNothingAndIsServedWhenThereIs()
    {
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + OfOne, out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        long taken = pipeline.Memory.Taken;
        client.Subscribe(2, "X:B");
        ErrorReply error = Assert.Single(client.Peer.Controls<ErrorReply>());
        Assert.Equal(("budget_exceeded", 2), (error.Code, error.Id));
        Assert.Contains($"needs {Of(Latest, 1)} bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains($"of which {pipeline.Memory.Left} are left", error.Message, StringComparison.Ordinal);
        Assert.Empty(client.Peer.ToldOf(2));
        Assert.Equal((taken, 1, 1), (pipeline.Memory.Taken, pipeline.Lane.Subscriptions, pipeline.Lane.Market.Interests.Cells));

        client.Unsubscribe(1).Subscribe(2, "X:B");
        feed.SendQuote("X:B", 7).Flush();
        pipeline.Run();
        Assert.Equal(7, Assert.Single(client.Peer.TicksOf(2, live: true)).BidPrice);
        Assert.Equal(taken, pipeline.Memory.Taken);
        AssertAllIsGivenBack(pipeline, client);
    }

    [Fact]
    public void Subscribe_ToTheSame_TakesOnePlaceMore()
    {
        long place = SubscriptionCost.OfMember(Latest, 1);
        TestPipeline pipeline = Pipeline((3 * Subscriber.MemoryCost) + OfOne + place, out _);
        TestClient[] clients = [.. Enumerable.Range(0, 3).Select(_ => pipeline.Join().Subscribe(1, "X:A"))];
        Assert.Equal([0, 0, 1], clients.Select(client => client.Peer.Controls<ErrorReply>().Count()));
        Assert.Equal(2, pipeline.Lane.Subscriptions);
        AssertAllIsGivenBack(pipeline, clients);
    }

    [Fact]
    public void Subscribe_PatternThatFindsMoreThanThereIsRoomFor_IsRefusedBeforeItIsTold()
    {
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + OfNames(40), out TestFeed feed);
        feed.Define(Enumerable.Range(1, 3_000).Select(n => $"Y:{n}"));
        pipeline.Run();
        TestClient client = pipeline.Join().Subscribe(1, "Y:*").Subscribe(2, "X:*");
        Assert.Equal(("budget_exceeded", 1), Assert.Single(client.Peer.Controls<ErrorReply>()) is var error ? (error.Code, error.Id) : default);
        Assert.Empty(client.Peer.ToldOf(1));
        Assert.Equal(["X:A", "X:B"], client.Peer.ToldOf(2));
        Assert.Equal((1, 2), (pipeline.Lane.Subscriptions, pipeline.Lane.Market.Interests.Cells));
        AssertAllIsGivenBack(pipeline, client);
    }

    [Fact]
    public void Subscribe_ExactNamesNobodyKnows_TakesForThemAtOnce()
    {
        string[] names = [.. Enumerable.Range(1, 64).Select(n => $"Y:{n}")];
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + OfNames(64), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, names);
        Assert.Empty(client.Peer.Controls<ErrorReply>());
        long taken = pipeline.Memory.Taken;
        feed.Define(names);
        pipeline.Run();
        Assert.Equal(names, client.Peer.ToldOf(1));
        Assert.Equal((taken, 0), (pipeline.Memory.Taken, pipeline.Memory.Forced));
        AssertAllIsGivenBack(pipeline, client);
    }

    [Fact]
    public void Appearing_UnderAPatternWithoutRoom_IsDeliveredAndNobodyNewGetsInMeanwhile()
    {
        TestPipeline pipeline = Pipeline((2 * Subscriber.MemoryCost) + (2 * OfOne), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "Y:*");
        TestClient other = pipeline.Join();
        feed.Define(Enumerable.Range(1, 2_000).Select(n => $"Y:{n}"));
        feed.SendQuote("Y:2000", 5).Flush();
        pipeline.Run();
        Assert.Equal(5, Assert.Single(client.Peer.TicksOf(1, live: true)).BidPrice);
        Assert.True(pipeline.Memory.Taken > pipeline.Memory.Limit);
        Assert.Null(pipeline.TryJoin(WireEncoding.Json, 0));
        other.Subscribe(1, "X:A");
        Assert.Equal("budget_exceeded", Assert.Single(other.Peer.Controls<ErrorReply>()).Code);
        client.Unsubscribe(1);
        other.Subscribe(1, "X:A");
        Assert.Single(other.Peer.Controls<Seam>());
        AssertAllIsGivenBack(pipeline, client, other);
    }

    [Fact]
    public void Modify_WithoutRoom_IsRefusedAndTheSubscriptionGoesOnAsItWas()
    {
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + (2 * OfOne), out TestFeed feed);
        feed.Define(Enumerable.Range(1, 2_000).Select(n => $"Y:{n}"));
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        long taken = pipeline.Memory.Taken;
        client.Post(new ModifyMessage { Id = 1, Add = ["Y:*"] });
        pipeline.Run();
        client.Post(new ModifyMessage { Id = 1, Add = [.. Enumerable.Range(1, 2_000).Select(n => $"Y:{n}")] });
        pipeline.Run();
        Assert.Equal(["budget_exceeded", "budget_exceeded"], client.Peer.Controls<ErrorReply>().Select(error => error.Code));
        Assert.Equal((taken, 1), (pipeline.Memory.Taken, pipeline.Lane.Market.Interests.Cells));
        feed.SendQuote("X:A", 3).SendQuote("Y:1", 3).Flush();
        pipeline.Run();
        Assert.Equal(3, Assert.Single(client.Peer.TicksOf(1, live: true)).BidPrice);

        client.Post(new ModifyMessage { Id = 1, Mode = DeliveryMode.All });
        pipeline.Run();
        Assert.Equal(2, client.Peer.Controls<Subscribed>().Count());
        AssertAllIsGivenBack(pipeline, client);
    }

    [Fact]
    public void SlowReader_OfEverything_IsEvictedAtTheLimitAndTheHealthyOneBesideItGetsAll()
    {
        const int Ticks = 60_000;
        var all = new SubscribeMessage { Id = 1, Symbols = ["X:A"], Mode = DeliveryMode.All };
        TestPipeline pipeline = Pipeline((2 * Subscriber.MemoryCost) + (4 * OfOne), out TestFeed feed);
        TestClient healthy = pipeline.Join().Subscribe(all);
        TestClient slow = pipeline.Join().Subscribe(all);
        slow.Sink.Capacity = 0;
        for (int n = 1; n <= Ticks; n++)
        {
            feed.SendQuote("X:A", n);
            if (n % 100 == 0)
            {
                feed.Flush();
                pipeline.Run();
                Assert.True(pipeline.Memory.Taken <= pipeline.Memory.Limit);
            }
        }

        Assert.Equal(1, pipeline.Lane.Evictions);
        Assert.Equal(Enumerable.Range(1, Ticks).Select(n => (long)n), healthy.Peer.TicksOf(1, live: true).Select(tick => tick.BidPrice));
        slow.Sink.Capacity = int.MaxValue;
        slow.Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, slow.Peer.CloseCode);
        AssertAllIsGivenBack(pipeline, healthy, slow);
    }

    [Fact]
    public void SlowReader_OfTrades_ConflatesAtTheLimitAndSaysSo()
    {
        const int Trades = 30_000;
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + (3 * OfOne), out TestFeed feed);
        TestClient slow = pipeline.Join().Subscribe(1, "X:A");
        slow.Sink.Capacity = 0;
        for (int n = 1; n <= Trades; n++)
        {
            feed.SendTrade("X:A", n);
            if (n % 100 == 0)
            {
                feed.Flush();
                pipeline.Run();
                Assert.True(pipeline.Memory.Taken <= pipeline.Memory.Limit);
            }
        }

        slow.Sink.Capacity = int.MaxValue;
        slow.Sink.Take();
        pipeline.Run();
        Assert.Equal([NoticeCode.Conflating, NoticeCode.CaughtUp], slow.Peer.Controls<Notice>().Select(notice => notice.Code));
        Collapsed last = slow.Peer.Arrivals.SelectMany(arrival => arrival.Collapsed).Last();
        Assert.Equal((CollapseCause.Budget, Trades), (last.Cause, slow.Peer.TicksOf(1, live: true).Count - 1 + last.Count));
        AssertAllIsGivenBack(pipeline, slow);
    }

    [Fact]
    public void Straggler_WhoseCopyHasNoRoom_IsEvicted()
    {
        var all = new SubscribeMessage { Id = 1, Symbols = ["X:A"], Mode = DeliveryMode.All };
        long line = (8_192 * Tick.ByteSize) - OrderedTicks.AllotmentOf(Latest);
        TestPipeline pipeline = Pipeline((2 * Subscriber.MemoryCost) + OfOne + SubscriptionCost.OfMember(Latest, 1) + line + 10_000, out TestFeed feed);
        TestClient[] clients = [pipeline.Join().Subscribe(all), pipeline.Join().Subscribe(all)];
        feed.SendQuote("X:A", 1).Flush();
        pipeline.Pass(TimeSpan.FromSeconds(2));
        Array.ForEach(clients, client => client.Sink.Capacity = 0);
        feed.SendQuote("X:A", 2).Flush();
        pipeline.Run();
        for (int n = 0; n < 5_000; n++)
        {
            feed.SendQuote("X:A", n);
        }

        feed.Flush();
        pipeline.Run();
        Assert.Equal(0, pipeline.Lane.Evictions);
        clients[0].Sink.Capacity = int.MaxValue;
        clients[0].Sink.Take();
        pipeline.Run();
        Assert.Equal((1, 5_002), (pipeline.Lane.Evictions, clients[0].Peer.TicksOf(1, live: true).Count));
        clients[1].Sink.Capacity = int.MaxValue;
        clients[1].Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, clients[1].Peer.CloseCode);
        AssertAllIsGivenBack(pipeline, clients);
    }

    [Fact]
    public void Replies_WithoutRoom_Evict()
    {
        TestPipeline pipeline = Pipeline(Subscriber.MemoryCost + 1, out _);
        TestClient client = pipeline.Join();
        client.Sink.Capacity = 0;
        for (int n = 0; n < 1_000 && pipeline.Lane.Evictions == 0; n++)
        {
            client.Post(new PingMessage { T = long.MaxValue - n });
            pipeline.Run();
        }

        Assert.Equal(1, pipeline.Lane.Evictions);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, client.Peer.CloseCode);
        AssertAllIsGivenBack(pipeline, client);
    }

    private static long OfNames(int names) => Of(Latest, names) + SnapshotBurst.CostOf(Latest.Kinds, names, names);

    private static long Of(Pace pace, int names)
    {
        Assert.Null(InterestSet.Create([.. Enumerable.Range(1, names).Select(n => $"X:{n}")], out InterestSet interest));
        return SubscriptionCost.OfCohort(pace, interest, names) + SubscriptionCost.OfMember(pace, names);
    }

    private static TestPipeline Pipeline(long memory, out TestFeed feed)
    {
        var pipeline = new TestPipeline(memory: memory);
        feed = pipeline.OpenFeed().Define("X:A", "X:B");
        pipeline.Run();
        return pipeline;
    }

    private static void AssertAllIsGivenBack(TestPipeline pipeline, params TestClient[] clients)
    {
        Array.ForEach(clients, client => client.Subscriber.PeerGone());
        pipeline.AssertNothingLeft();
    }
}
