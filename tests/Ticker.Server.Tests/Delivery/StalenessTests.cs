using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>What subscribers are told when what they have may no longer be true.</summary>
public sealed class StalenessTests
{
    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task PublisherThatBreaksAndComesBack_MakesItsInstrumentsStaleAndFresh(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Feeds:FeedTimeout=00:01:00");
        TestFeed feed = await server.OpenFeedAsync("venue");
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
        Subscribed told = await SubscribeAsync(client);
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        Assert.Equal(TickFlags.None, (await client.NextTickAsync()).Flags);

        await feed.DisposeAsync();
        Notice stale = await client.NextAsync<Notice>();
        Assert.Equal((1, NoticeCode.Stale, "the stream of feed venue broke"), (stale.Id, stale.Code, stale.Detail));
        Assert.Equal(told.Instruments.Select(instrument => instrument.Number), stale.References);

        using StreamClient late = await StreamClient.ConnectAsync(server, encoding);
        await SubscribeAsync(late);
        Assert.Equal(TickFlags.Snapshot | TickFlags.Stale, (await late.NextTickAsync()).Flags);
        Assert.Equal(2, (await late.NextAsync<Notice>()).References.Count);

        await using TestFeed back = await server.OpenFeedAsync("venue");
        await back.FlushAsync();
        foreach (StreamClient one in new[] { client, late })
        {
            Notice fresh = await one.NextAsync<Notice>();
            Assert.Equal(NoticeCode.Fresh, fresh.Code);
            Assert.Equal(stale.References, fresh.References);
        }

        using StreamClient later = await StreamClient.ConnectAsync(server, encoding);
        await SubscribeAsync(later);
        Assert.Equal(TickFlags.Snapshot, (await later.NextTickAsync()).Flags);
    }

    [Fact]
    public async Task FeedThatFallsSilent_IsToldApartFromAQuietMarket()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Feeds:FeedTimeout=00:00:01", "Subscribers:HeartbeatInterval=00:00:00.05");
        await using TestFeed feed = await server.OpenFeedAsync("venue");
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "XNAS:*");
        Notice stale = await client.NextAsync<Notice>();
        Assert.Equal((NoticeCode.Stale, "feed venue is silent"), (stale.Code, stale.Detail));
        Heartbeat heartbeat = await client.NextAsync<Heartbeat>();
        Assert.Contains(("venue", FeedState.Stale), heartbeat.Feeds);

        // No tick: the market is quiet. But the publisher's sign of life is enough to say that what is known is true.
        await feed.FlushAsync();
        Assert.Equal(NoticeCode.Fresh, (await client.NextAsync<Notice>()).Code);
        do
        {
            await feed.FlushAsync();
            heartbeat = await client.NextAsync<Heartbeat>();
        }
        while (!heartbeat.Feeds.Contains(("venue", FeedState.Live)));

        // The server itself is alive as long as its heartbeats go on.
        Heartbeat next = await client.NextAsync<Heartbeat>();
        Assert.True(next.Time.Value > heartbeat.Time.Value && next.Sequence >= heartbeat.Sequence);
    }

    [Fact]
    public async Task FeedThatLosesMessages_MakesEachInstrumentStaleUntilItsSnapshot()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Feeds:FeedTimeout=00:01:00");
        await using TestFeed feed = await server.OpenFeedAsync("venue");
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        Subscribed told = await SubscribeAsync(client);
        await feed.QuoteAsync(1, 100, sequence: 1);
        await feed.QuoteAsync(1, 101, sequence: 3);
        await feed.FlushAsync();
        Notice stale = await client.NextAsync<Notice>();
        Assert.Equal((2, "feed venue has lost messages"), (stale.References.Count, stale.Detail));
        await feed.QuoteAsync(2, 100, sequence: 4, TickFlags.Snapshot);
        await feed.FlushAsync();
        Notice fresh = await client.NextAsync<Notice>();
        Assert.Equal(NoticeCode.Fresh, fresh.Code);
        Assert.Equal([told.Instruments.Single(instrument => instrument.FullName == "XNAS:MSFT").Number], fresh.References);
    }

    private static async Task<Subscribed> SubscribeAsync(StreamClient client)
    {
        await client.SubscribeAsync(1, "XNAS:*");
        Subscribed told = await client.NextAsync<Subscribed>();
        await client.NextAsync<Seam>();
        return told;
    }
}
