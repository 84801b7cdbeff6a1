using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class SlowConsumerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Budget_Spent_EvictsWithTheLowestPositionToResumeFrom()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions { PendingTicks = 10 }, out TestFeed feed);
        TestClient client = pipeline.Join()
            .Subscribe(TestClient.To(1, "X:A") with { OnSlow = OnSlow.Evict })
            .Subscribe(TestClient.To(2, "X:B") with { OnSlow = OnSlow.Evict });
        feed.SendTrade("X:A", 1).Flush();
        pipeline.Run();
        client.Sink.Capacity = 0;
        feed.SendTrade("X:B", 2).Flush();
        pipeline.Run();
        ulong caughtUp = pipeline.Lane.Position;
        for (int i = 0; i < 11; i++)
        {
            feed.SendTrade("X:A", 10 + i).SendQuote("X:B", i);
        }

        feed.Flush();
        pipeline.Run();
        Assert.Equal(1, pipeline.Lane.Evictions);
        Assert.Equal(0, pipeline.Lane.Subscriptions);
        Assert.Equal(0, pipeline.Lane.Market.Interests.Cells);
        Assert.Null(client.Peer.CloseCode);

        client.Sink.Take();
        client.Sink.Capacity = int.MaxValue;
        pipeline.Run();
        Assert.Equal(4008, client.Peer.CloseCode);
        Assert.Equal($"slow:{TestPipeline.Epoch}:{caughtUp}", client.Peer.CloseText);
        Assert.Equal([1], client.Peer.TicksOf(1, live: true).Select(tick => tick.Price));
        Assert.Equal([2], client.Peer.TicksOf(2, live: true).Select(tick => tick.Price));
    }

    [Fact]
    public void Budget_SpentWhileOthersAreSentTo_WhatWasPutTogetherBeforeStillLeaves()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions { PendingTicks = 10, SendsBetweenLooks = 1 }, out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A").Subscribe(TestClient.To(2, "X:B") with { Mode = DeliveryMode.All });
        TestClient[] others = [.. Enumerable.Range(3, 3).Select(id => pipeline.Join().Subscribe(id, "X:A"))];
        others[0].Sink.Sending = _ =>
        {
            for (int n = 0; n < 11; n++)
            {
                feed.SendQuote("X:B", n);
            }

            feed.Flush();
            pipeline.Sequence();
        };
        feed.SendQuote("X:A", 7).Flush();

        pipeline.Run();

        Assert.Equal((1, 4008), (pipeline.Lane.Evictions, client.Peer.CloseCode));
        Assert.Equal([7], client.Peer.TicksOf(1, live: true).Select(tick => tick.BidPrice));
        Statement last = client.Peer.Controls<Statement>().Single(statement => statement.Id == 1);
        Assert.Equal((1, 1), (last.Matched, last.Delivered));
        Assert.All(others, other => Assert.Equal([7], other.Peer.TicksOf(other.Subscriber.Subscriptions.Keys.Single(), live: true).Select(tick => tick.BidPrice)));
    }

    [Fact]
    public void Budget_SpentByOneOfSeveralOfAnInstrument_TheAccountsOfAllAddUp()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions { PendingTicks = 2 }, out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        client.Subscribe(TestClient.To(2, "X:A") with { Mode = DeliveryMode.All }).Subscribe(3, "X:A");
        client.Sink.Capacity = 0;
        feed.SendQuote("X:B", 1).SendQuote("X:A", 1).Flush();
        pipeline.Run();
        feed.SendQuote("X:A", 2).SendQuote("X:A", 3).SendQuote("X:A", 4).Flush();
        pipeline.Run();
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, client.Peer.CloseCode);
        Statement[] statements = [.. client.Peer.Controls<Statement>()];
        Assert.Equal([1, 2, 3], statements.Select(statement => statement.Id).Order());
        Assert.All(statements, statement => Assert.Equal(4, statement.Matched));
        Assert.All(statements, statement => Assert.Equal(4, statement.Delivered + statement.ConflatedBySocket + statement.ConflatedByServer + statement.Discarded + statement.Pending));
    }

    [Fact]
    public void Budget_QuotesAlone_NeverSpendIt()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions { PendingTicks = 1 }, out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "*");
        client.Sink.Capacity = 0;
        for (int i = 0; i < 3_000; i++)
        {
            feed.SendQuote(i % 2 == 0 ? "X:A" : "X:B", i);
        }

        feed.Flush();
        pipeline.Run();
        client.Sink.Take();
        client.Sink.Capacity = int.MaxValue;
        pipeline.Run();
        Assert.Equal(0, pipeline.Lane.Evictions);
        Assert.Equal([2_998, 2_999], client.Peer.TicksOf(1, live: true).TakeLast(2).Select(tick => tick.BidPrice).Order());
    }

    [Fact]
    public void Replies_PilingUp_Evict()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions { PendingReplyBytes = 4_096 }, out _);
        TestClient client = pipeline.Join();
        client.Sink.Capacity = 0;
        for (int i = 0; i < 400; i++)
        {
            client.Post(new PingMessage { T = i });
            pipeline.Run();
        }

        Assert.Equal(1, pipeline.Lane.Evictions);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, client.Peer.CloseCode);
        Assert.Equal(Enumerable.Range(0, client.Peer.Controls<Pong>().Count()), client.Peer.Controls<Pong>().Select(pong => (int)pong.T));
    }

    [Fact]
    public void WriteDeadline_NothingTaken_EvictsThenCutsTheConnection()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions(), out TestFeed feed);
        TestClient slow = pipeline.Join().Subscribe(1, "X:A");
        TestClient healthy = pipeline.Join().Subscribe(1, "X:A");
        slow.Sink.Capacity = 0;
        feed.SendTrade("X:A", 1).Flush();
        pipeline.Run();
        pipeline.Pass(9.9 * Second);
        Assert.Equal(0, pipeline.Lane.Evictions);
        pipeline.Pass(0.2 * Second);
        Assert.Equal(1, pipeline.Lane.Evictions);
        Assert.Equal(4008, slow.Subscriber.Closed.Code);
        Assert.Null(slow.End);
        pipeline.Pass(2 * Second);
        Assert.Equal(SubscriberEnd.Aborted, slow.End);

        feed.SendTrade("X:A", 2).Flush();
        pipeline.Run();
        Assert.Equal([1, 2], healthy.Peer.TicksOf(1, live: true).Select(tick => tick.Price));
        Assert.Null(healthy.End);
        Assert.Equal(1, pipeline.Lane.Subscribers);
    }

    [Fact]
    public void WriteDeadline_TakenWithinTheGrace_GetsTheCloseFrame()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions(), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 3;
        feed.SendTrade("X:A", 1).Flush();
        pipeline.Pass(11 * Second);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        pipeline.Run();
        Assert.Equal(4008, client.Peer.CloseCode);
        Assert.Single(client.Peer.TicksOf(1, live: true));
        client.Subscriber.PeerClosing(4008);
        pipeline.Run();
        Assert.Equal(SubscriberEnd.Closed, client.End);
    }

    [Fact]
    public void WriteDeadline_ATrickleOfBytes_DoesNotResetIt()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions(), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 0;
        foreach (int i in Enumerable.Range(0, 50))
        {
            feed.SendTrade("X:A", i);
        }

        feed.Flush();
        pipeline.Run();
        for (int i = 0; i < 10; i++)
        {
            pipeline.Pass(Second);
            Assert.Equal(i == 9 ? 1 : 0, pipeline.Lane.Evictions);
            client.Sink.Take(1);
        }
    }

    [Fact]
    public void WriteDeadline_EachSendTakenInTime_NeverEvicts()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions(), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 10;
        for (int i = 0; i < 60; i++)
        {
            feed.SendTrade("X:A", i).Flush();
            pipeline.Pass(Second);
            if (i % 8 == 7)
            {
                client.Sink.Take();
                pipeline.Run();
            }
        }

        Assert.Equal(0, pipeline.Lane.Evictions);
        Assert.Null(client.End);
    }

    [Fact]
    public void FillLimit_PeerThatCannotKeepUp_IsGivenLessAtATimeAndMoreWhenItCan()
    {
        TestPipeline pipeline = Pipeline(new DeliveryOptions(), out TestFeed feed);
        TestClient client = pipeline.Join().Subscribe(1, "X:A");
        client.Sink.Capacity = 100;
        for (int round = 0; round < 8; round++)
        {
            Trades(4_000);
            client.Sink.Take();
        }

        client.Sink.Take();
        int smallest = LargestOfNextSend();
        Assert.InRange(smallest, 2_048, 4_096);
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        pipeline.Run();
        Trades(4_000);
        Assert.InRange(client.Sink.LargestSend, 32_768, 65_535);

        int LargestOfNextSend()
        {
            int before = client.Sink.Rest;
            pipeline.Run();
            return client.Sink.Rest + 100 - before;
        }

        void Trades(int count)
        {
            for (int i = 0; i < count; i++)
            {
                feed.SendTrade("X:A", i);
            }

            feed.Flush();
            pipeline.Run();
        }
    }

    private static TestPipeline Pipeline(DeliveryOptions options, out TestFeed feed)
    {
        var pipeline = new TestPipeline(options);
        feed = pipeline.OpenFeed().Define("X:A", "X:B");
        pipeline.Run();
        return pipeline;
    }
}
