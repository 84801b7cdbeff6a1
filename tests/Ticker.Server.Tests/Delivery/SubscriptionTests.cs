using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>What a subscriber gets, in both encodings, from the feed's entry to a client's socket.</summary>
public sealed class SubscriptionTests
{
    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task Subscribe_ToAnExactSymbol_GivesSnapshotSeamAndThenWhatIsNew(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        await feed.QuoteAsync(1, 18_700);
        await feed.TradeAsync(1, 18_701);
        await feed.StatusAsync(1, TradingState.Halted, "LUDP volatility");
        await feed.QuoteAsync(2, 1);
        await feed.FlushAsync();
        await server.UntilAppliedAsync(7);

        using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
        Assert.Equal(server.Pipeline.Position.Epoch, client.Welcome.Epoch);
        Assert.Equal((1, 1_000, AuthState.Off), (client.Welcome.Version, client.Welcome.HeartbeatMs, client.Welcome.Auth));
        Assert.Equal(1024 * 1024, client.Welcome.Limits["max_message"]);

        await client.SubscribeAsync(5, "XNAS:AAPL", "XNAS:AAPL", "", "XNAS:LATER");
        var subscribed = Assert.IsType<Subscribed>((await client.NextButHeartbeatsAsync()).Control);
        Assert.Equal((5, client.Welcome.Epoch, 7UL, false), (subscribed.Id, subscribed.Epoch, subscribed.Sequence, subscribed.More));
        Assert.Equal("XNAS:AAPL", Assert.Single(subscribed.Instruments).FullName);
        Assert.Equal("XNAS:LATER", Assert.Single(subscribed.Unknown));

        Arrival snapshot = await client.NextButHeartbeatsAsync();
        Assert.Equal(5, snapshot.Id);
        Assert.All(snapshot.Ticks, tick => Assert.Equal(TickFlags.Snapshot, tick.Flags));
        Assert.Equal([4UL, 5UL, 6UL], snapshot.Ticks.Select(tick => tick.Sequence).Order());
        Tick status = Assert.Single(snapshot.Ticks, tick => tick.Kind == TickKind.Status);
        Assert.Equal((TradingState.Halted, "LUDP volatility"), (status.State, System.Text.Encoding.UTF8.GetString(status.Reason)));
        Assert.Equal(7UL, Assert.IsType<Seam>((await client.NextButHeartbeatsAsync()).Control).Sequence);

        await feed.QuoteAsync(1, 18_710);
        await feed.FlushAsync();
        Tick live = await client.NextTickAsync();
        Assert.Equal((8UL, 18_710L, 1L, 18_711L, 2L, TickFlags.None), (live.Sequence, live.BidPrice, live.BidSize, live.AskPrice, live.AskSize, live.Flags));

        // What was unknown is announced when it appears, and then delivered.
        await feed.DefineAsync(3, "XNAS:LATER");
        await feed.TradeAsync(3, 7);
        await feed.FlushAsync();
        Assert.Equal("XNAS:LATER", Assert.Single((await client.NextAsync<Subscribed>()).Instruments).FullName);
        Tick later = await client.NextTickAsync();
        Assert.Equal((TickKind.Trade, 10UL, 7L, 1L, Side.Buy, 2UL), (later.Kind, later.Sequence, later.Price, later.Size, later.Side, later.TradeId));
        await client.CloseAsync();
        await server.UntilEmptyAsync();
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task Subscribe_ToMoreThanAPage_TellsAllInPagesBeforeAnyTick(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        string[] names = [.. Enumerable.Range(1, 1_000).Select(n => $"XNAS:\"{n}\\ {new string('é', 20)}")];
        await feed.DefineAsync(server, names);
        for (uint n = 1; n <= names.Length; n++)
        {
            await feed.QuoteAsync(n, n);
        }

        await feed.FlushAsync();
        await server.UntilAppliedAsync(2_001);
        using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
        await client.SubscribeAsync(1, "XNAS:*", "*\"1*");
        var told = new List<string>();
        Subscribed page;
        do
        {
            page = Assert.IsType<Subscribed>((await client.NextButHeartbeatsAsync()).Control);
            Assert.InRange(page.Instruments.Count, 1, Subscribed.MaxEntries);
            told.AddRange(page.Instruments.Select(instrument => instrument.FullName));
        }
        while (page.More);

        Assert.Equal(names, told);
        var prices = new HashSet<long>();
        for (int n = 0; n < names.Length; n++)
        {
            prices.Add((await client.NextTickAsync()).BidPrice);
        }

        Assert.Equal(names.Length, prices.Count);
        await client.NextAsync<Seam>();
    }

    [Fact]
    public async Task Subscribe_ToSomeKinds_GetsNoOthers()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], Kinds = TickKinds.Trade, Times = true });
        await client.NextAsync<Seam>();
        await feed.QuoteAsync(1, 100);
        await feed.StatusAsync(1, TradingState.Halted, "T1");
        await feed.TradeAsync(1, 101);
        await feed.FlushAsync();
        Tick tick = await client.NextTickAsync();
        Assert.Equal(TickKind.Trade, tick.Kind);
        Assert.InRange(tick.ReceiveTime.Value, server.Started.Value, UnixNanos.Now(TimeProvider.System).Value);
    }

    [Fact]
    public async Task Subscribe_FromNow_GetsNoSnapshotAndStillASeam()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        await server.UntilAppliedAsync(3);
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], From = StartFrom.Now });
        Assert.IsType<Subscribed>((await client.NextButHeartbeatsAsync()).Control);
        Assert.Equal(3UL, Assert.IsType<Seam>((await client.NextButHeartbeatsAsync()).Control).Sequence);
    }

    [Fact]
    public async Task Subscribe_WhileTicksFlow_GivesEachInstrumentsTicksInOrderAndEveryTradeAfterTheSeam()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 300).Select(n => $"XNAS:S{n}")]);
        await using var flow = new TickFlow(async n =>
        {
            await feed.QuoteAsync((uint)(n % 300) + 1, n);
            await feed.TradeAsync((uint)(n * 7 % 300) + 1, n);
            if (n % 50 == 0)
            {
                await feed.FlushAsync();
                await Task.Delay(1);
            }
        });

        for (int round = 0; round < 10; round++)
        {
            using StreamClient client = await StreamClient.ConnectAsync(server, round % 2 == 0 ? WireEncoding.MessagePack : WireEncoding.Json);
            await client.SubscribeAsync(1, "XNAS:*");
            await AssertOrderedAsync(client, liveTrades: 2_000);
            await client.CloseAsync();
        }

        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Subscribe_WithAnIdThatIsTaken_IsAnErrorAndTheFirstGoesOn()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "XNAS:AAPL");
        await client.SubscribeAsync(1, "XNAS:*");
        ErrorReply error = await client.NextAsync<ErrorReply>();
        Assert.Equal(("duplicate_id", 1, false), (error.Code, error.Id, error.Fatal));
        await feed.QuoteAsync(1, 5);
        await feed.FlushAsync();
        Assert.Equal(5, (await client.NextTickAsync()).BidPrice);
    }

    [Fact]
    public async Task Unsubscribe_WhileTicksFlow_IsTheLastOfThatSubscription()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:MessageBurst=100000");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        await using var flow = new TickFlow(async n =>
        {
            await feed.TradeAsync(1, n);
            await feed.FlushAsync();
            await Task.Yield();
        });
        using StreamClient client = await StreamClient.ConnectAsync(server);
        for (int id = 1; id <= 1_000; id++)
        {
            await client.SubscribeAsync(id, "XNAS:AAPL");
            await client.SendAsync(new UnsubscribeMessage { Id = id });
        }

        int ended = 0;
        while (ended < 1_000)
        {
            Arrival arrival = await client.NextAsync();
            Assert.True(arrival.Id == 0 || arrival.Id > ended, $"a tick of {arrival.Id} after its end");
            if (arrival.Control is Unsubscribed unsubscribed)
            {
                Assert.Equal(++ended, unsubscribed.Id);
            }
        }

        await Patience.UntilAsync(() => server.Subscriptions == 0, () => $"{server.Subscriptions} subscriptions");
    }

    [Fact]
    public async Task Ping_WithAnyInteger_ComesBack()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        foreach (WireEncoding encoding in new[] { WireEncoding.MessagePack, WireEncoding.Json })
        {
            using StreamClient client = await StreamClient.ConnectAsync(server, encoding);
            foreach (Int128 t in new Int128[] { 0, -1, long.MinValue, ulong.MaxValue })
            {
                await client.SendAsync(new PingMessage { T = t });
                Pong pong = await client.NextAsync<Pong>();
                Assert.Equal(t, pong.T);
                Assert.True(pong.Time.Value >= client.Welcome.Time.Value);
            }
        }
    }

    // Quotes may be conflated, but nothing of an instrument goes back; trades come each, in order, without a hole.
    private static async Task AssertOrderedAsync(StreamClient client, int liveTrades)
    {
        var last = new Dictionary<(uint, TickKind), ulong>();
        var lastOf = new Dictionary<uint, ulong>();
        Seam? seam = null;
        ulong lastTrade = 0;
        while (liveTrades > 0)
        {
            Arrival arrival = await client.NextAsync();
            seam = arrival.Control as Seam ?? seam;
            foreach (Tick tick in arrival.Ticks)
            {
                bool snapshot = (tick.Flags & TickFlags.Snapshot) != 0;
                Assert.Equal(seam is null, snapshot);
                Assert.True(tick.Sequence > last.GetValueOrDefault((tick.Instrument, tick.Kind)), "a kind goes back");
                last[(tick.Instrument, tick.Kind)] = tick.Sequence;
                if (snapshot)
                {
                    continue;
                }

                Assert.True(tick.Sequence > seam!.Sequence, "what is live is older than the seam");
                Assert.True(tick.Sequence > lastOf.GetValueOrDefault(tick.Instrument), "an instrument goes back");
                lastOf[tick.Instrument] = tick.Sequence;
                if (tick.Kind == TickKind.Trade)
                {
                    Assert.True(lastTrade == 0 || tick.TradeId == lastTrade + 1, $"after trade {lastTrade} comes {tick.TradeId}");
                    lastTrade = tick.TradeId;
                    liveTrades--;
                }
            }
        }
    }
}
