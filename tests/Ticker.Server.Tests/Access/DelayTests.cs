using System.Globalization;
using System.Net;
using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Server.Access;
using Ticker.Server.Tests.Admin;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>A key that sees the market late, on a real server.</summary>
public sealed class DelayTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private static Entitlements Late => AccessServer.Everything with { Delay = Delay };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscribe_Late_GivesTheVerySameTicksAndNoneBeforeItsTime(bool inFirstMessage)
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(Late);
        await using AccessServer _ = server;
        ApiKey now = await server.AddAsync(AccessServer.Everything);
        using AccessPeer live = await AccessPeer.ConnectAsync(server, now.Reveal());
        using AccessPeer late = await AccessPeer.ConnectAsync(server, inFirstMessage ? null : key.Reveal());
        if (inFirstMessage)
        {
            Assert.False((await late.NextAsync("welcome")).TryGetProperty("delay_ms", out JsonElement _));
            await late.AuthAsync(key.Reveal());
        }

        Assert.Equal(2000, (await late.NextAsync("welcome")).GetProperty("delay_ms").GetInt32());
        Assert.False((await live.NextAsync("welcome")).TryGetProperty("delay_ms", out JsonElement _));
        foreach (AccessPeer peer in new[] { live, late })
        {
            await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all","from":"now","times":true}""");
            await peer.NextAsync("subscribed");
        }

        const int Count = 40;
        for (int n = 1; n <= Count; n++)
        {
            await server.Feed.QuoteAsync(1 + (uint)(n % 3), n);
            await server.Feed.TradeAsync(1 + (uint)(n % 3), n);
            await server.Feed.FlushAsync();
        }

        List<string> first = await TicksAsync(live, 2 * Count, TimeSpan.Zero);
        Assert.Equal(first, await TicksAsync(late, 2 * Count, Delay));
        await late.SendAsync("""{"op":"statement","id":1}""");
        JsonElement statement = await late.NextAsync("statement");
        Assert.Equal((2 * Count, 2 * Count), (Number(statement, "matched"), Number(statement, "delivered")));
    }

    [Fact]
    public async Task EveryRoad_BeforeAnythingIsDue_KnowsOfNothing()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { Delay = TimeSpan.FromHours(1) });
        await using AccessServer _ = server;
        ApiKey now = await server.AddAsync(AccessServer.Everything);
        await server.Feed.QuoteAsync(1, 100);
        await server.Feed.TradeAsync(1, 100);
        await server.Feed.FlushAsync();
        using HttpClient live = server.Http(now.Reveal());
        using HttpClient late = server.Http(key.Reveal());
        StreamPosition position = server.Server.Pipeline.Position;
        await server.Server.UntilAppliedAsync(position.Sequence);
        await Patience.UntilAsync(() => server.Server.Position >= 6, () => "nothing was published");
        position = server.Server.Pipeline.Position;
        Assert.Equal(3, (await JsonAsync(live, "/v1/instruments")).GetProperty("instruments").GetArrayLength());
        Assert.Equal(0, (await JsonAsync(late, "/v1/instruments")).GetProperty("instruments").GetArrayLength());
        Assert.DoesNotContain("XNAS", await late.GetStringAsync("/v1/snapshot?symbols=*"), StringComparison.Ordinal);
        Assert.Contains("XNAS", await live.GetStringAsync("/v1/snapshot?symbols=*"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await late.GetAsync("/v1/history?symbol=XNAS:AAPL")).StatusCode);
        foreach (string range in new[] { "", "&from=2020-01-01", "&from=2262-01-01" })
        {
            Assert.DoesNotContain("XNAS", await late.GetStringAsync($"/v1/history?symbols=*{range}"), StringComparison.Ordinal);
            Assert.DoesNotContain($":{position.Sequence}", await late.GetStringAsync($"/v1/history?symbols=*{range}"), StringComparison.Ordinal);
        }

        foreach (string road in new[] { $"history?symbols=*&from={position}", $"poll?symbols=*&from={position}", $"events?symbols=*&from={position}", $"ticks?symbols=*&from={position}" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await late.GetAsync($"/v1/{road}", HttpCompletionOption.ResponseHeadersRead)).StatusCode);
        }

        using AccessPeer replay = await AccessPeer.ConnectAsync(server, key.Reveal(), "?recording=journal&speed=max", "/v1/replay");
        await replay.SendAsync("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all"}""");
        Assert.Equal(0, (await replay.NextAsync("subscribed", "ticks")).GetProperty("instruments").GetArrayLength());
        Assert.Equal((1000, "ended"), await replay.CloseAsync());
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"]}""");
        Assert.Equal("XNAS:AAPL", (await peer.NextAsync("subscribed")).GetProperty("unknown")[0].GetString());
        Assert.True(Number(await peer.NextAsync("heartbeat"), "seq") < (long)position.Sequence);
    }

    [Fact]
    public async Task EveryRoad_WhenItIsDue_TellsWhatTheOthersWereTold()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(Late);
        await using AccessServer _ = server;
        ApiKey now = await server.AddAsync(AccessServer.Everything);
        await server.Feed.QuoteAsync(1, 100);
        await server.Feed.TradeAsync(2, 100);
        await server.Feed.FlushAsync();
        using HttpClient live = server.Http(now.Reveal());
        using HttpClient late = server.Http(key.Reveal());
        await Patience.UntilAsync(() => server.Server.Position >= 6, () => $"{server.Server.Position}");
        string snapshot = await live.GetStringAsync("/v1/snapshot?symbols=*&times=true");
        string seen = "";
        await Patience.UntilAsync(() => seen == snapshot, () => $"{seen}\ninstead of\n{snapshot}", async () => seen = await late.GetStringAsync("/v1/snapshot?symbols=*&times=true"));
        foreach (string same in new[] { "/v1/instruments", "/v1/history?symbols=*&format=csv", "/v1/history?symbol=XNAS:AAPL&format=csv" })
        {
            Assert.Equal(await live.GetStringAsync(same), await late.GetStringAsync(same));
        }

        string first = $"{server.Server.Pipeline.Position.Epoch}:1";
        string expected = Ticks(await live.GetStringAsync($"/v1/poll?symbols=*&mode=all&from={first}&wait_ms=0"));
        Assert.Equal(expected, Ticks(await late.GetStringAsync($"/v1/poll?symbols=*&mode=all&from={first}&wait_ms=0")));
        foreach (string road in new[] { "events", "ticks" })
        {
            using Stream stream = await late.GetStreamAsync($"/v1/{road}?symbols=*&mode=all&from={first}");
            using var lines = new StreamReader(stream);
            string? line = "";
            while (!line.Contains("\"ticks\":[", StringComparison.Ordinal))
            {
                line = await lines.ReadLineAsync().WaitAsync(Patience.Limit) ?? throw new InvalidOperationException("it ended");
                Assert.True(!line.Contains("\"welcome\"", StringComparison.Ordinal) || line.Contains("\"delay_ms\":2000", StringComparison.Ordinal), line);
            }

            Assert.Contains("XNAS:AAPL", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Operators_WhereSomeSeeTheMarketLate_SeeThemAsTheOthers()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(Late);
        await using AccessServer _ = server;
        ApiKey now = await server.AddAsync(AccessServer.Everything);
        using var operators = new Operator(server.Server, (await server.AddAsync(new Entitlements { MayAdminister = true })).Reveal());
        await server.Feed.QuoteAsync(1, 100);
        await server.Feed.FlushAsync();
        using AccessPeer live = await AccessPeer.ConnectAsync(server, now.Reveal());
        using AccessPeer late = await AccessPeer.ConnectAsync(server, key.Reveal());
        foreach (AccessPeer peer in new[] { live, late })
        {
            await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["*"],"times":true}""");
            await peer.NextAsync("seam");
        }

        Assert.Single(await TicksAsync(late, 1, Delay));
        List<JsonElement> seen = await operators.ConnectionsAsync();
        Assert.Equal([0, 2_000], seen.Select(one => one.GetProperty("delay_ms").GetInt32()));
        long[] matched = [.. seen.Select(one => Number(one.GetProperty("subscriptions")[0].GetProperty("statement"), "matched"))];
        Assert.Equal(1, matched[1]);
        JsonElement totals = default;
        await Patience.UntilAsync(
            () => totals.ValueKind == JsonValueKind.Object && (Number(totals, "subscriptions"), Number(totals, "matched")) == (2, matched.Sum()),
            () => $"{totals}, and not {matched.Sum()} in all",
            async () => totals = (await operators.LookAsync("/admin/connections?limit=1")).GetProperty("totals"));
        JsonElement first = (await operators.LookAsync("/admin/instruments?limit=1")).GetProperty("instruments")[0];
        Assert.Equal((2, 1), (Number(first, "subscriptions"), Number(first, "late_subscriptions")));
    }

    [Fact]
    public async Task Key_WhoseDelayChanges_ClosesWithALeaveToConnectAgain()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        foreach (Entitlements next in new[] { Late, AccessServer.Everything })
        {
            using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
            await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["*"]}""");
            await peer.NextAsync("subscribed");
            server.Change(key, record => record with { Entitlements = next });
            Assert.Equal((1012, "delay_changed"), await peer.CloseAsync());
        }
    }

    [Fact]
    public async Task Key_WithoutAJournal_DoesNotStartOrIsToldWhatToSet()
    {
        InvalidConfigurationException invalid = await Assert.ThrowsAsync<InvalidConfigurationException>(() => AccessServer.StartAsync(Late, "Journal:Enabled=false"));
        Assert.Contains("Ticker:Journal:Enabled", invalid.Message, StringComparison.Ordinal);
        invalid = await Assert.ThrowsAsync<InvalidConfigurationException>(() => AccessServer.StartAsync(Late, "Journal:MaxAge=00:00:02", "Journal:SegmentAge=00:00:01"));
        Assert.Contains("Ticker:Journal:MaxAge", invalid.Message, StringComparison.Ordinal);

        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything, "Journal:Enabled=false");
        await using AccessServer __ = server;
        ApiKey key = await server.AddAsync(Late);
        Assert.Equal(503, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        using HttpClient late = server.Http(key.Reveal());
        foreach (string path in new[] { "/v1/instruments", "/v1/snapshot?symbols=*", "/v1/poll?symbols=*", "/v1/events?symbols=*", "/v1/ticks?symbols=*" })
        {
            HttpResponseMessage answer = await late.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("Ticker:Journal:Enabled", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.AuthAsync(key.Reveal());
        JsonElement error = await peer.NextAsync("error");
        Assert.Equal(("delay_unavailable", true), (error.GetProperty("code").GetString(), error.GetProperty("fatal").GetBoolean()));
        Assert.Equal((1013, "delay_unavailable"), await peer.CloseAsync());
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path)).RootElement;

    private static string Ticks(string answer) => string.Join('\n', answer.Split("\"ticks\":[").Skip(1).Select(part => part[..part.IndexOf(']', StringComparison.Ordinal)]));

    // The ticks that come next, each as it was written; none of them before its time.
    private static async Task<List<string>> TicksAsync(AccessPeer peer, int count, TimeSpan delay)
    {
        var ticks = new List<string>();
        while (ticks.Count < count)
        {
            JsonElement message = await peer.NextAsync("ticks");
            long now = UnixNanos.Now(TimeProvider.System).Value;
            foreach (JsonElement tick in message.GetProperty("ticks").EnumerateArray())
            {
                Assert.True(UnixNanos.TryParse(tick.GetProperty("rt").GetString(), out UnixNanos received));
                Assert.True(received.Value + (long)delay.TotalNanoseconds <= now, $"{tick} came at {new UnixNanos(now)}");
                ticks.Add(tick.GetRawText());
            }
        }

        return ticks;
    }

    private static long Number(JsonElement message, string key) => message.GetProperty(key) is { ValueKind: JsonValueKind.String } text
        ? long.Parse(text.GetString()!, CultureInfo.InvariantCulture)
        : message.GetProperty(key).GetInt64();
}
