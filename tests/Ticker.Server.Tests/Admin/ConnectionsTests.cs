using System.Text.Json;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Ticker.Server.Tests.Replay;

namespace Ticker.Server.Tests.Admin;

/// <summary>What an operator sees of those who are connected.</summary>
public sealed class ConnectionsTests
{
    private const int SmallReceiveBuffer = 4096;

    [Fact]
    public async Task Connections_OfASubscriber_TellWhoItIsAndWhatBecameOfItsTicks()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using var operators = new Operator(server);
        Assert.Empty(await operators.ConnectionsAsync());
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAsync(7, "XNAS:AAPL", "XNYS:*");
        await client.NextAsync<Seam>();
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        await client.NextTickAsync();

        JsonElement seen = Assert.Single(await operators.ConnectionsAsync());
        Assert.Equal(("ws", "msgpack", "127.0.0.1"), (Text(seen, "road"), Text(seen, "encoding"), Text(seen, "address")));
        Assert.Equal(("anyone", "open", false), (Text(seen, "identity"), Text(seen, "state"), seen.GetProperty("slow").GetBoolean()));
        JsonElement subscription = Assert.Single(seen.GetProperty("subscriptions").EnumerateArray());
        Assert.Equal((7, "latest", "live", "none"), (subscription.GetProperty("id").GetInt32(), Text(subscription, "mode"), Text(subscription, "stage"), Text(subscription, "cause")));
        Assert.Equal((1, 1, "XNYS:*"), (subscription.GetProperty("names").GetInt32(), subscription.GetProperty("pattern_count").GetInt32(), subscription.GetProperty("patterns")[0].GetString()));
        Assert.Equal(1, subscription.GetProperty("statement").GetProperty("delivered").GetInt64());
        await client.CloseAsync();
        await server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Register.Count == 0, () => $"{server.Register.Count} are left in the register");
    }

    [Fact]
    public async Task Connections_OfOneThatDoesNotRead_BalanceAndNameTheCause()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:WriteDeadline=00:10:00", "Subscribers:PongTimeout=00:10:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 500).Select(n => $"XNAS:S{n}")]);
        using RawPeer slow = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        using StreamClient healthy = await StreamClient.ConnectAsync(server);
        await slow.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""));
        using var operators = new Operator(server);
        List<JsonElement> seen = [];
        await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 500) + 1, n), feed.FlushAsync))
        {
            long conflated = 0;
            while (conflated == 0)
            {
                seen = await operators.ConnectionsAsync("&slow=true");
                conflated = seen.Count == 0 ? 0 : StatementOf(seen[0]).GetProperty("conflated").GetProperty("socket").GetInt64();
            }
        }

        JsonElement connection = Assert.Single(seen);
        Assert.True(connection.GetProperty("blocked").GetBoolean());
        Assert.Equal("socket", Text(connection.GetProperty("subscriptions")[0], "cause"));
        Assert.True(connection.GetProperty("unsent_bytes").GetInt64() > 0);
        JsonElement statement = StatementOf(connection);
        long pending = statement.GetProperty("pending").GetInt64();
        Assert.Equal(pending, connection.GetProperty("pending").GetInt64());
        Assert.Equal(
            statement.GetProperty("matched").GetInt64(),
            statement.GetProperty("delivered").GetInt64() + statement.GetProperty("filtered").GetInt64() + statement.GetProperty("discarded").GetInt64() + pending
            + statement.GetProperty("conflated").EnumerateObject().Sum(cause => cause.Value.GetInt64()));
        Assert.DoesNotContain(await operators.ConnectionsAsync("&slow=false"), one => one.GetProperty("id").GetInt64() == connection.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Connections_AThousandOfThem_AreListedInPagesWithoutAHole()
    {
        const int Many = 1_000;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        var peers = new List<RawPeer>();
        try
        {
            for (int n = 0; n < Many; n++)
            {
                peers.Add(await RawPeer.OpenAsync(server));
            }

            await Patience.UntilAsync(() => server.Register.Count == Many, () => $"{server.Register.Count} are in the register");
            using var operators = new Operator(server);
            foreach (int limit in new[] { 7, 100, 1_000 })
            {
                List<JsonElement> all = await operators.ConnectionsAsync($"&limit={limit}");
                Assert.Equal(Enumerable.Range(1, Many), all.Select(one => one.GetProperty("id").GetInt32()));
                Assert.All(all, one => Assert.Equal("open", Text(one, "state")));
            }

            Assert.Equal(Many, (await operators.ConnectionsAsync("&address=127.0.0.0/8&limit=500")).Count);
            Assert.Empty(await operators.ConnectionsAsync("&address=10.0.0.0/8"));
            Assert.Empty(await operators.ConnectionsAsync("&slow=true"));
            Assert.Equal(Many, (await operators.LookAsync("/admin/connections?limit=1")).GetProperty("totals").GetProperty("connections").GetInt32());
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }

        await server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Register.Count == 0, () => $"{server.Register.Count} are left in the register");
    }

    [Theory]
    [InlineData("\"},{\"id\":666,\"client\":\"", "\"},{\"id\":666,\"client\":\"")]
    [InlineData("</script><script>alert(1)</script>", "</script><script>alert(1)</script>")]
    [InlineData("na\u00efve \U0001F680", null)]
    [InlineData("tab\there", null)]
    public async Task Connections_OfAClientWithAHostileName_AreValidJson(string name, string? told)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await AssertToldAsync(server, name, told);

        // Cut in the middle of a character of two halves.
        await AssertToldAsync(server, new string('x', 99) + "\U0001F680", null);
    }

    private static async Task AssertToldAsync(ServerUnderTest server, string name, string? told)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(System.Text.Encoding.UTF8.GetBytes(Handshakes.With("Sec-WebSocket-Protocol: ticker.v1.json", $"User-Agent: {name}")));
        if ((await peer.ReadHeadAsync()).Status != 101)
        {
            // What is no header at all never gets so far.
            return;
        }

        await peer.ReadFrameAsync();
        await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["X:\"},{\"id\":667}*","X:\u2028</script>*"]}"""));
        await peer.ReadFrameAsync();
        using var operators = new Operator(server);
        JsonElement seen = (await operators.ConnectionsAsync())[^1];
        Assert.InRange(Text(seen, "client")!.Length, 1, 100);
        Assert.Equal(told ?? Text(seen, "client"), Text(seen, "client"));
        Assert.Equal(["X:\"},{\"id\":667}*", "X:\u2028</script>*"], seen.GetProperty("subscriptions")[0].GetProperty("patterns").EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Connections_OfAPoll_AreThereWhileItWaitsAndWhileItRests()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Roads:PollRest=00:00:10");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        using var operators = new Operator(server);
        using (var client = new HttpClient { BaseAddress = new Uri($"http://{server.Web}"), Timeout = Patience.Limit })
        {
            using JsonDocument first = JsonDocument.Parse(await client.GetStringAsync("/v1/poll?symbols=*"));
            JsonElement rests = Assert.Single(await operators.ConnectionsAsync());
            Assert.Equal(("poll", "json", "open"), (Text(rests, "road"), Text(rests, "encoding"), Text(rests, "state")));
            Task<string> next = client.GetStringAsync($"/v1/poll?symbols=*&wait_ms=10000&from={first.RootElement.GetProperty("cursor").GetString()}");
            await feed.QuoteAsync(1, 101);
            await feed.FlushAsync();
            await next;
            Assert.Equal(rests.GetProperty("id").GetInt64(), Assert.Single(await operators.ConnectionsAsync()).GetProperty("id").GetInt64());
        }

        await Patience.UntilAsync(() => server.Register.Count == 0, () => $"{server.Register.Count} are left in the register");
    }

    [Fact]
    public async Task Connections_OfAReplay_TellItsOwnEpochAndThatItIsNotLate()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using ReplayClient client = await ReplayClient.ConnectAsync(server, "recording=calm&speed=1&loop=true");
        await client.SubscribeAsync();
        await client.ReadAsync(() => client.Ticks.Count > 0);
        using var operators = new Operator(server);
        JsonElement seen = Assert.Single(await operators.ConnectionsAsync());
        Assert.Equal(("replay", 0), (Text(seen, "road"), seen.GetProperty("delay_ms").GetInt32()));
        long epoch = client.Controls.OfType<Subscribed>().First().Epoch;
        Assert.NotEqual(server.Pipeline.Position.Epoch, epoch);
        Assert.StartsWith($"{epoch}:", Text(seen.GetProperty("subscriptions")[0], "position"), StringComparison.Ordinal);
    }

    private static string? Text(JsonElement of, string key) => of.GetProperty(key).GetString();

    private static JsonElement StatementOf(JsonElement connection) => connection.GetProperty("subscriptions")[0].GetProperty("statement");
}
