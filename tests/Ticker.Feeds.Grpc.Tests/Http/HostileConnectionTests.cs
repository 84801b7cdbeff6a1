using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Http;

/// <summary>Connections that cost a server more than their client: they end or are borne, and others do not notice.</summary>
public class HostileConnectionTests
{
    [Fact]
    public async Task Calls_OpenedAndResetByTheThousand_LeaveNothingAndOthersGoOn()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var healthy = new TestFeed(host);
        await healthy.HelloAsync("healthy");
        await healthy.DefineAsync();
        RawHttp2[] hostile = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RawHttp2.OpenAsync(host.Address, TestFeed.Path)));
        Task attack = Task.WhenAll(hostile.Select(raw => raw.OpenAndResetAsync(5_000)));
        ulong sequence = 0;
        do
        {
            await healthy.SendAsync(TestFeed.Trade(++sequence));
            await healthy.AckAsync(sequence);
            Assert.Equal(sequence, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        }
        while (!attack.IsCompleted);

        await attack;
        Array.ForEach(hostile, raw => raw.Kill());
        await Patience.UntilAsync(() => host.Door.Counts.Open == 1);
        await healthy.SendAsync(TestFeed.Trade(++sequence));
        Assert.Equal(0ul, (await healthy.AckAsync(sequence)).RejectedTotal);
    }

    [Fact]
    public async Task Publisher_ThatIsGoneWithoutAWord_IsFoundOutByAPingAndItsFeedTurnsStale()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(ping: TimeSpan.FromSeconds(1));
        using RawHttp2 gone = await RawHttp2.OpenAsync(host.Address, TestFeed.Path);

        // It never reads, so that it answers no ping, and its socket stays open: as a machine without power.
        await gone.SendAsync(TestCall.Frame(TestFeed.Hello().ToByteArray()));
        await host.NextAsync(Model.FeedState.Stale);
        await Patience.UntilAsync(() => host.Door.Counts.Open == 0);

        // Its name is free for another run.
        await using var next = new TestFeed(host);
        await next.HelloAsync(runId: 2);
    }
}
