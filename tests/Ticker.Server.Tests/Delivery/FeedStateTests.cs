using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>What subscribers are told of the feeds, and of where they stand.</summary>
public sealed class FeedStateTests
{
    private static readonly string[] Fast = ["Subscribers:HeartbeatInterval=00:00:00.05", "Feeds:FeedTimeout=00:00:00.3"];

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task Heartbeat_OfACaughtUpSubscription_TellsThePositionToResumeFrom(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Fast);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
        await client.SubscribeAndReadToSeamAsync(3, "XNAS:AAPL");
        await client.SubscribeAndReadToSeamAsync(7, "XNAS:*");
        await feed.QuoteAsync(2, 1);
        await feed.FlushAsync();
        ulong sequence = (await client.NextTickAsync()).Sequence;
        Heartbeat heartbeat = await client.NextAsync<Heartbeat>();
        Assert.True(heartbeat.Sequence >= sequence);
        Assert.Equal([3, 7], heartbeat.Subscriptions.Select(one => one.Id).Order());
        Assert.All(heartbeat.Subscriptions, one => Assert.InRange(one.Sequence, sequence, heartbeat.Sequence));
        Assert.True(heartbeat.Time.Value > client.Welcome.Time.Value);
    }

    [Fact]
    public async Task Feed_ThatFallsSilentAndSpeaksAndEnds_IsStaleAndLiveAndEnded()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Fast);
        await using TestFeed feed = await server.OpenFeedAsync("quiet");
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await UntilAsync(client, "quiet", FeedState.Stale);
        await feed.QuoteAsync(1, 1);
        await feed.FlushAsync();
        await UntilAsync(client, "quiet", FeedState.Live);
        await feed.EndAsync();
        await UntilAsync(client, "quiet", FeedState.Ended);
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task Feed_WithAGap_IsToldOnceAndFlaggedAndInGapUntilASnapshot(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=00:00:00.05");
        await using TestFeed feed = await server.OpenFeedAsync("holed");
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
        await client.SubscribeAndReadToSeamAsync(1, "XNAS:AAPL");
        await feed.QuoteAsync(1, 100, sequence: 1);
        await feed.FlushAsync();
        Assert.Equal(TickFlags.None, (await client.NextTickAsync()).Flags);

        await feed.QuoteAsync(1, 101, sequence: 5);
        await feed.FlushAsync();
        Gap gap = await client.NextAsync<Gap>();
        Assert.Equal((1, GapCause.FeedGap), (gap.Id, gap.Cause));
        Tick after = await client.NextTickAsync();
        Assert.Equal((101L, TickFlags.GapBefore | TickFlags.Stale), (after.BidPrice, after.Flags));
        await UntilAsync(client, "holed", FeedState.Gap);

        await feed.QuoteAsync(1, 102, sequence: 6, TickFlags.Snapshot);
        await feed.FlushAsync();
        Assert.Equal(TickFlags.Snapshot, (await client.NextTickAsync()).Flags);
        await UntilAsync(client, "holed", FeedState.Live);
    }

    private static async Task UntilAsync(StreamClient client, string feed, FeedState state)
    {
        while (!(await client.NextAsync<Heartbeat>()).Feeds.Contains((feed, state)))
        {
        }
    }
}
