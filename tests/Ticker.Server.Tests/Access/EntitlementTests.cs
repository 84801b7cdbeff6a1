using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Server.Access;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>What a key gets of what it asks for.</summary>
public sealed class EntitlementTests
{
    private static Entitlements OfNasdaq
    {
        get
        {
            SymbolScope.Parse(["XNAS:*"], out SymbolScope scope);
            return new Entitlements { Symbols = scope };
        }
    }

    [Fact]
    public async Task Subscribe_ToWhatIsNotAllowed_IsRefusedAloneWhetherItExistsOrNot()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(OfNasdaq);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        foreach (string symbol in new[] { "XNYS:IBM", "XNYS:NIX", "XNYS:*" })
        {
            await peer.SendAsync($$"""{"op":"subscribe","id":1,"symbols":["{{symbol}}"]}""");
            JsonElement refused = await peer.NextAsync("error", "subscribed");
            Assert.Equal(("forbidden", $"not allowed: {symbol}"), (refused.GetProperty("code").GetString(), refused.GetProperty("message").GetString()));
        }

        await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["XNYS:IBM","XNAS:AAPL"]}""");
        Assert.Equal("forbidden", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
        Assert.Equal(["XNAS:AAPL"], Symbols(await peer.NextAsync("error", "subscribed")));
        await peer.SendAsync("""{"op":"modify","id":1,"add":["XNYS:IBM"]}""");
        Assert.Equal("forbidden", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
        await peer.SendAsync("""{"op":"modify","id":1,"add":["XNYS:IBM","XNAS:MSFT"]}""");
        Assert.Equal("forbidden", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
        Assert.Equal(["XNAS:MSFT"], Symbols(await peer.NextAsync("error", "subscribed")));
    }

    [Fact]
    public async Task Subscribe_ToAPattern_GivesWhatIsAllowedAndSharesNothingWithThoseWhoGetMore()
    {
        (AccessServer server, ApiKey some) = await AccessServer.StartAsync(OfNasdaq);
        await using AccessServer _ = server;
        ApiKey all = await server.AddAsync(AccessServer.Everything);
        using AccessPeer narrow = await AccessPeer.ConnectAsync(server, some.Reveal());
        using AccessPeer wide = await AccessPeer.ConnectAsync(server, all.Reveal());
        foreach (AccessPeer peer in new[] { narrow, wide })
        {
            await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all","from":"now"}""");
        }

        Assert.Equal(["XNAS:AAPL", "XNAS:MSFT"], Symbols(await narrow.NextAsync("subscribed")));
        Assert.Equal(["XNAS:AAPL", "XNAS:MSFT", "XNYS:IBM"], Symbols(await wide.NextAsync("subscribed")));

        // One that appears later, too.
        await server.Feed.DefineAsync(4, "XNYS:GE");
        await server.Feed.TradeAsync(4, 1);
        await server.Feed.TradeAsync(3, 2);
        await server.Feed.TradeAsync(1, 3);
        await server.Feed.FlushAsync();
        Assert.Equal(["XNYS:GE"], Symbols(await wide.NextAsync("subscribed")));
        await wide.NextAsync("ticks");
        JsonElement ticks = (await narrow.NextAsync("ticks", "subscribed")).GetProperty("ticks");
        Assert.Equal("XNAS:AAPL", ticks[0].GetProperty("S").GetString());
        Assert.Equal(1, ticks.GetArrayLength());
        await narrow.SendAsync("""{"op":"statement","id":1}""");
        JsonElement statement = await narrow.NextAsync("statement", "ticks");
        Assert.Equal((1, 1, 0), (Count(statement, "matched"), Count(statement, "delivered"), Count(statement, "filtered")));
    }

    [Fact]
    public async Task Subscribe_ToKindsThatAreNotAllowed_CountsThemAsFiltered()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { Kinds = TickKinds.Quote | TickKinds.Status });
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"],"kinds":["trade"]}""");
        Assert.Equal("forbidden", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
        await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"],"mode":"all","from":"now"}""");
        await peer.NextAsync("subscribed");
        await server.Feed.TradeAsync(1, 1);
        await server.Feed.TradeAsync(1, 2);
        await server.Feed.QuoteAsync(1, 3);
        await server.Feed.FlushAsync();
        Assert.Equal("q", (await peer.NextAsync("ticks")).GetProperty("ticks")[0].GetProperty("T").GetString());
        await peer.SendAsync("""{"op":"statement","id":1}""");
        JsonElement statement = await peer.NextAsync("statement", "ticks");
        Assert.Equal((3, 1, 2), (Count(statement, "matched"), Count(statement, "delivered"), Count(statement, "filtered")));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""","mode":"all" """, false)]
    [InlineData(""","mode":"interval","interval_ms":999""", false)]
    [InlineData(""","mode":"interval","interval_ms":1000""", true)]
    public async Task Subscribe_MoreOftenThanAllowed_IsRefused(string pace, bool allowed)
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MinInterval = TimeSpan.FromSeconds(1) });
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.SendAsync($$"""{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"]{{pace}}}""");
        Assert.Equal(allowed ? "subscribed" : "error", (await peer.NextAsync("error", "subscribed")).GetProperty("ev").GetString());
        if (allowed)
        {
            await peer.SendAsync("""{"op":"modify","id":1,"interval_ms":10}""");
            Assert.Equal("forbidden", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Subscribe_MoreOftenThanTheKeyMay_IsRefused()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MaxSubscriptions = 1 });
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.SendAsync("""{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"]}""");
        await peer.NextAsync("subscribed");
        await peer.SendAsync("""{"op":"subscribe","id":2,"symbols":["XNAS:AAPL"]}""");
        Assert.Equal("too_many_subscriptions", (await peer.NextAsync("error", "subscribed")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Change_OfWhatIsAllowed_EndsTheSubscriptionsThatAreNotAnyMore()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        foreach ((int id, string symbol) in new[] { (1, "XNYS:IBM"), (2, "XNAS:AAPL"), (3, "*") })
        {
            await peer.SendAsync($$"""{"op":"subscribe","id":{{id}},"symbols":["{{symbol}}"]}""");
            await peer.NextAsync("subscribed");
        }

        server.Change(key, record => record with { Entitlements = OfNasdaq });
        var ended = new HashSet<int>();
        while (ended.Count < 2)
        {
            JsonElement error = await peer.NextAsync("error");
            Assert.Equal("forbidden", error.GetProperty("code").GetString());
            Assert.Equal(error.GetProperty("id").GetInt32(), (await peer.NextAsync("unsubscribed")).GetProperty("id").GetInt32());
            ended.Add(error.GetProperty("id").GetInt32());
        }

        Assert.Equal([1, 3], ended.Order());
        await server.Feed.TradeAsync(3, 1);
        await server.Feed.TradeAsync(1, 2);
        await server.Feed.FlushAsync();
        JsonElement ticks = await peer.NextAsync("ticks");
        Assert.Equal((2, "XNAS:AAPL"), (ticks.GetProperty("id").GetInt32(), ticks.GetProperty("ticks")[0].GetProperty("S").GetString()));
    }

    private static long Count(JsonElement statement, string key)
    {
        JsonElement value = statement.GetProperty(key);
        return value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : value.GetInt64();
    }

    private static IEnumerable<string?> Symbols(JsonElement subscribed)
    {
        Assert.Equal("subscribed", subscribed.GetProperty("ev").GetString());
        return subscribed.GetProperty("instruments").EnumerateArray().Select(one => one[1].GetString()).Order(StringComparer.Ordinal);
    }
}
