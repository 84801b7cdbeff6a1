using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class TakeoverTests
{
    [Fact]
    public async Task Publish_SameRunAgain_EndsTheOlderWithAbortedAndGoesOnAfterIt()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var first = new TestFeed(host);
        await first.HelloAsync();
        await first.DefineAsync();
        await first.SendAsync(TestFeed.Trade(1), TestFeed.Trade(2));
        await first.AckAsync(2);

        await using var second = new TestFeed(host);
        Ready ready = await second.HelloAsync();

        Assert.Equal(2u, ready.LastSequence);
        Assert.Equal(GrpcStatusCode.Aborted, (await first.Call.StatusAsync()).Code);
        await second.DefineAsync();
        await second.SendAsync(TestFeed.Trade(1), TestFeed.Trade(2), TestFeed.Trade(3));
        Assert.Equal(0ul, (await second.AckAsync(3)).RejectedTotal);
        Assert.Equal([1ul, 2ul, 3ul], await TradesAsync(host, 3));
        Assert.Equal(2, host.Feeds.Feeds.Single().Counts.Duplicates);
        Assert.Equal(Model.FeedState.Live, host.Feeds.Feeds.Single().State);
    }

    [Fact]
    public async Task Publish_AnotherRunWhileTheFirstLives_IsAlreadyExists()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var first = new TestFeed(host);
        await first.HelloAsync(runId: 1);
        await using var second = new TestFeed(host);
        await second.SendAsync(TestFeed.Hello(runId: 2));

        Assert.Equal(GrpcStatusCode.AlreadyExists, (await second.Call.StatusAsync()).Code);
        await first.DefineAsync();
        await first.SendAsync(TestFeed.Trade(1));
        await first.AckAsync(1);
    }

    [Fact]
    public async Task Publish_AnotherRunAfterTheFirst_NumbersAgain()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        for (ulong run = 1; run <= 3; run++)
        {
            await using var feed = new TestFeed(host);
            Assert.Equal(0u, (await feed.HelloAsync(runId: run)).LastSequence);
            await feed.DefineAsync();
            await feed.SendAsync(TestFeed.Trade(1));
            await feed.AckAsync(1);
            feed.Call.HalfClose();
            Assert.Equal(GrpcStatusCode.Ok, (await feed.Call.StatusAsync()).Code);
        }

        Assert.Equal([1ul, 1ul, 1ul], await TradesAsync(host, 3));
    }

    [Fact]
    public async Task Publish_SameRunAfterTheStreamBroke_GoesOnAfterWhatWasTaken()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using (var first = new TestFeed(host))
        {
            await first.HelloAsync();
            await first.DefineAsync();
            await first.SendAsync(TestFeed.Trade(1));
            await first.AckAsync(1);
            first.Call.Reset();
        }

        await host.NextAsync(Model.FeedState.Stale);
        await using var second = new TestFeed(host);
        Assert.Equal(1u, (await second.HelloAsync()).LastSequence);
        await second.DefineAsync();
        await second.SendAsync(TestFeed.Trade(2));
        await second.AckAsync(2);
        Assert.Equal(Model.TickFlags.None, (await host.NextAsync(Model.TickKind.Trade)).Flags);
    }

    [Fact]
    public async Task Publish_ManyOfTheSameRunAtOnce_LeaveOneAlive()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        TestFeed[] feeds = [.. Enumerable.Range(0, 20).Select(_ => new TestFeed(host))];
        await Task.WhenAll(feeds.Select(feed => feed.SendAsync(TestFeed.Hello())));
        await Patience.UntilAsync(() => host.Door.Counts.Opened == 20 && host.Door.Counts.Open == 1);
        await Task.WhenAll(feeds.Select(async feed => await feed.DisposeAsync()));
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);
    }

    private static async Task<List<ulong>> TradesAsync(FeedDoorHost host, int count)
    {
        var trades = new List<ulong>();
        while (trades.Count < count)
        {
            trades.Add((await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }

        return trades;
    }
}
