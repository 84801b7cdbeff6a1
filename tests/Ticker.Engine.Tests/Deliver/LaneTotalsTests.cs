using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What a lane says that it did in all is what its subscriptions' statements say, whatever became of them.</summary>
public sealed class LaneTotalsTests
{
    private readonly TestPipeline _pipeline = new(new DeliveryOptions { PendingTicks = 100 });
    private readonly TestFeed _feed;
    private readonly List<Subscription> _all = [];
    private long _price;

    public LaneTotalsTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B", "X:C");
        _pipeline.Run();
    }

    [Fact]
    public void Totals_OfACohortWhoseMembersLeaveAndComeBack_AreTheSumAtEachMoment()
    {
        TestClient[] members = [.. Enumerable.Range(0, 4).Select(_ => Join(TestClient.To(1, "X:*")))];
        Send(3);
        LaneTotals first = AssertSum();
        Assert.Equal((4 * 9, 4 * 9), (first.Accounts.Matched, first.Accounts.Delivered + first.Accounts.Conflated));

        // Two leave with a copy, one of them takes what it has and rejoins with accounts of its own.
        members[0].Sink.Capacity = members[1].Sink.Capacity = 0;
        Send(3);
        Send(3);
        LaneTotals apart = AssertSum();
        Assert.True(apart.Accounts.Pending > 0);
        members[0].Sink.Capacity = int.MaxValue;
        members[0].Sink.Take();
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        Send(3);
        Assert.True(_all[0].IsInStep);
        Assert.False(_all[1].IsInStep);
        AssertSum();

        // The last of those in step fall behind together, and one of them ends while what waits is shared.
        members[0].Sink.Capacity = members[2].Sink.Capacity = members[3].Sink.Capacity = 0;
        Send(3);
        Send(3);
        members[2].Unsubscribe(1);
        AssertSum();
        members[3].Subscriber.PeerGone();
        _pipeline.Run();
        AssertSum();
        foreach (TestClient member in members)
        {
            member.Sink.Capacity = int.MaxValue;
            member.Sink.Take();
        }

        Send(3);
        AssertSum();
        Array.ForEach(members, member => member.Subscriber.PeerGone());
        _pipeline.AssertNothingLeft();
        LaneTotals last = AssertSum();
        Assert.Equal((0, 0, 0), (last.Accounts.Pending, last.Subscriptions, last.Cohorts));
        Assert.True(last.Accounts.Discarded > 0);
    }

    [Fact]
    public void Totals_OverModifyPauseAndSnapshots_AreTheSum()
    {
        Send(2);
        TestClient client = Join(TestClient.To(1, "X:A", "X:B"));
        TestClient other = Join(TestClient.To(1, "X:A", "X:B"));
        client.Peer.FollowsSubscriptions = false;
        Assert.Equal(4, AssertSum().Snapshot);
        Send(2);
        client.Post(new PauseMessage { Id = 1 });
        Send(4);
        AssertSum();

        // What waits of an instrument that is taken out is discarded; one that is added brings its state.
        client.Post(new ModifyMessage { Id = 1, Add = ["X:C"], Remove = ["X:B"], Mode = DeliveryMode.Interval, IntervalMs = 100 });
        _pipeline.Run();
        Assert.True(AssertSum().Accounts.Discarded > 0);
        client.Post(new ResumeMessage { Id = 1 });
        Send(4);
        LaneTotals resumed = AssertSum();
        Assert.True(resumed.Accounts.ConflatedByRate > 0);
        Assert.True(resumed.Snapshot > 4);
        other.Unsubscribe(1);
        client.Unsubscribe(1);
        AssertSum();
    }

    [Fact]
    public void Totals_OfAnEvicted_KeepItsDiscardedAndTellItOnce()
    {
        TestClient slow = Join(new SubscribeMessage { Id = 1, Symbols = ["X:*"], Mode = DeliveryMode.All });
        TestClient healthy = Join(new SubscribeMessage { Id = 1, Symbols = ["X:*"], Mode = DeliveryMode.All });
        slow.Sink.Capacity = 0;
        for (int i = 0; i < 40; i++)
        {
            Send(1);
        }

        LaneTotals totals = AssertSum();
        Assert.Equal(new EvictionCounts(Budget: 1, 0, 0, 0), totals.Evictions);
        Assert.Equal(0, totals.Accounts.Pending);
        Assert.Equal(101, totals.Accounts.Discarded);
        Assert.Equal(new Eviction(EvictionReason.Budget, 100, slow.Subscriber.Evicted!.Value.Resume), slow.Subscriber.Evicted);
        Assert.Equal(120, healthy.Peer.TicksOf(1).Count());
    }

    [Theory]
    [InlineData(500, long.MaxValue, EvictionReason.Budget)]
    [InlineData(100_000, 1_500_000, EvictionReason.Memory)]
    public void Eviction_ForWantOfRoom_TellsWhose(int budget, long memory, EvictionReason reason)
    {
        var pipeline = new TestPipeline(new DeliveryOptions { PendingTicks = budget }, memory: memory);
        TestFeed feed = pipeline.OpenFeed().Define("X:A");
        pipeline.Run();
        TestClient slow = pipeline.Join().Subscribe(new SubscribeMessage { Id = 1, Symbols = ["X:*"], Mode = DeliveryMode.All });
        slow.Sink.Capacity = 0;
        for (int n = 0; n < 50_000 && slow.Subscriber.Evicted is null; n++)
        {
            feed.SendTrade("X:A", n + 1).Flush();
            pipeline.Run();
        }

        Assert.Equal(reason, slow.Subscriber.Evicted?.Reason);
        Assert.Equal(1, pipeline.Lane.CountTotals().Evictions.Of(reason));
        Assert.Equal(1, pipeline.Lane.CountTotals().Evictions.All);
    }

    [Fact]
    public void Totals_OfMoreThanATurnLooksAt_AreToldWholeAfterSeveralTurns()
    {
        const int Each = 700;
        foreach (TestClient client in new[] { _pipeline.Join(), _pipeline.Join() })
        {
            for (int id = 1; id <= Each; id++)
            {
                client.Post(TestClient.To(id, "X:A"));
                if (id % 100 == 0)
                {
                    _pipeline.Run();
                }
            }
        }

        _pipeline.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2 * Each, _pipeline.Lane.Totals.Subscriptions);
        Assert.Equal(0, _pipeline.Lane.Totals.Accounts.Matched);

        // Two of the same interest are in step: one outflow for both.
        _feed.SendQuote("X:A", ++_price).Flush();
        _pipeline.Sequence();
        _pipeline.Time.Advance(TimeSpan.FromSeconds(1));
        int turns = 1;
        for (; _pipeline.Turn(); turns++)
        {
            Assert.True(turns < 100);
            Assert.True(_pipeline.Lane.Totals.Accounts.Matched is 0 or 2 * Each);
        }

        Assert.InRange(turns, 2, 99);
        Assert.Equal(2 * Each, _pipeline.Lane.Totals.Accounts.Matched);
    }

    [Fact]
    public void Totals_WhileNobodyAsks_AreNoOlderThanASecondOfTurns()
    {
        Join(TestClient.To(1, "X:*"));
        Send(5);
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(15, _pipeline.Lane.Totals.Accounts.Matched);
        Assert.True(_pipeline.Lane.Totals.Bytes > 0 && _pipeline.Lane.Totals.Sends > 0);
        Assert.Equal((1, 1, 1), (_pipeline.Lane.Totals.Subscribers, _pipeline.Lane.Totals.Subscriptions, _pipeline.Lane.Totals.Cohorts));
    }

    private TestClient Join(SubscribeMessage message)
    {
        TestClient client = _pipeline.Join().Subscribe(message);
        _all.Add(client.Subscriber.Subscriptions[message.Id]);
        return client;
    }

    // So many quotes of each instrument, of which those within one turn collapse.
    private void Send(int each)
    {
        for (int n = 0; n < each; n++)
        {
            _feed.SendQuote("X:A", ++_price).SendQuote("X:B", ++_price).SendQuote("X:C", ++_price);
            if (n % 2 == 0)
            {
                _feed.Flush();
                _pipeline.Run();
            }
        }

        _feed.Flush();
        _pipeline.Run();
    }

    private LaneTotals AssertSum()
    {
        LaneTotals totals = _pipeline.Lane.CountTotals();
        Statement[] statements = [.. _all.Select(one => one.Settle(_pipeline.Lane.Market.Slots))];
        Accounts sums = totals.Accounts;

        // What was overwritten and still has a newer one waiting is not in the totals yet, neither matched nor conflated.
        long overwritten = statements.Sum(one => one.ConflatedByRate + one.ConflatedBySocket + one.ConflatedByBudget + one.ConflatedByServer) - sums.Conflated;
        Assert.InRange(overwritten, 0, sums.Pending == 0 ? 0 : long.MaxValue);
        Assert.True(sums.Balance);
        Assert.Equal(
            (statements.Sum(one => one.Matched), statements.Sum(one => one.Delivered), statements.Sum(one => one.Discarded), statements.Sum(one => one.Pending)),
            (sums.Matched + overwritten, sums.Delivered, sums.Discarded, sums.Pending));
        Assert.Equal(statements.Sum(one => one.Snapshot), totals.Snapshot);
        Assert.Equal(_all.Count(one => one.Stage != SubscriptionStage.Ended), totals.Subscriptions);
        return totals;
    }
}
