using System.Net;
using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Server.Access;

namespace Ticker.Server.Tests.Access;

/// <summary>Who may come in by plain HTTP.</summary>
public sealed class WebAccessTests
{
    private static readonly string[] Doors = ["/v1/instruments", "/v1/snapshot?symbols=XNAS:AAPL", "/v1/poll?symbols=XNAS:AAPL&wait_ms=0", "/v1/history?symbol=XNAS:AAPL&limit=1"];
    private static readonly string[] Streams = ["/v1/events?symbols=XNAS:AAPL", "/v1/ticks?symbols=XNAS:AAPL"];

    [Fact]
    public async Task Get_WithoutAKey_Is401AndSaysHow()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer __ = server;
        using HttpClient nobody = server.Http();
        using HttpClient wrong = server.Http(ApiKey.Create().Reveal());
        foreach (string door in Doors.Concat(Streams))
        {
            using HttpResponseMessage none = await nobody.GetAsync(new Uri(door, UriKind.Relative));
            using HttpResponseMessage invalid = await wrong.GetAsync(new Uri(door, UriKind.Relative));
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (none.StatusCode, none.Content.Headers.ContentType?.MediaType));
            Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal(HttpStatusCode.Unauthorized, invalid.StatusCode);
            Assert.Contains("invalid_token", invalid.Headers.WwwAuthenticate.Single().Parameter, StringComparison.Ordinal);
        }

        foreach (string open in new[] { "/openapi.json", "/asyncapi.json", "/" })
        {
            using HttpResponseMessage page = await nobody.GetAsync(new Uri(open, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
    }

    [Fact]
    public async Task Get_WithAKey_IsAnswered()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        foreach (string door in Doors)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(door, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        foreach (string stream in Streams)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(stream, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            string line = "";
            while (!line.Contains("\"welcome\"", StringComparison.Ordinal))
            {
                line = (await lines.ReadLineAsync().WaitAsync(Hosting.Patience.Limit))!;
            }

            Assert.Contains("\"auth\":\"ok\"", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_WithAKeyInTheUrl_Is401()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using HttpClient client = server.Http();
        foreach (string name in new[] { "token", "access_token", "key", "ticket" })
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri($"/v1/instruments?{name}={key.Reveal()}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(name == "ticket" ? 401 : 101, await HandshakeAsync(server, $"?{name}={key.Reveal()}"));
        }
    }

    [Fact]
    public async Task Ticket_OfAKey_LetsInOnce()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        string ticket = await TicketAsync(server, key);
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, query: $"?ticket={ticket}");
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, query: $"?ticket={ticket}"));

        // It is the key's connection: another key is another identity, and its end is the key's end.
        server.Revoke(key);
        Assert.Equal((4401, "revoked"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Ticket_ThatWaitedTooLong_Is401()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything, "Access:TicketLife=00:00:01");
        await using AccessServer _ = server;
        string old = await TicketAsync(server, key);
        DateTimeOffset issued = TimeProvider.System.GetUtcNow();
        await Hosting.Patience.UntilAsync(() => TimeProvider.System.GetUtcNow() - issued > TimeSpan.FromSeconds(1.1), () => "time stands still");
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, query: $"?ticket={old}"));
    }

    [Fact]
    public async Task Ticket_WhoseKeyIsRevoked_Is401()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything, "Access:TicketLife=00:10:00");
        await using AccessServer _ = server;
        string young = await TicketAsync(server, key);
        server.Revoke(key);
        await Hosting.Patience.UntilAsync(() => server.Gate.Verify(key.Reveal()) is null, () => "the key was never revoked");
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, query: $"?ticket={young}"));
    }

    [Fact]
    public async Task Ticket_BesideAKeyOrTwice_Is401()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        string ticket = await TicketAsync(server, key);
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}", $"?ticket={ticket}"));
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, query: $"?ticket={ticket}&ticket={ticket}"));
    }

    [Fact]
    public async Task Ticket_WithAuthenticationOff_Is404()
    {
        await using Hosting.ServerUnderTest server = await Hosting.ServerUnderTest.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/v1/tickets", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Get_WhatIsNotAllowed_Is403WhetherItExistsOrNot()
    {
        SymbolScope.Parse(["XNAS:*"], out SymbolScope scope);
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(new Entitlements { Symbols = scope });
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        foreach (string door in new[] { "/v1/snapshot?symbols={0}", "/v1/poll?symbols={0}&wait_ms=0", "/v1/history?symbol={0}", "/v1/events?symbols={0}", "/v1/ticks?symbols={0}" })
        {
            var details = new HashSet<string>();
            foreach (string symbol in new[] { "XNYS:IBM", "XNYS:NIX" })
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, door, symbol), UriKind.Relative));
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                details.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!.Replace(symbol, "", StringComparison.Ordinal));
            }

            Assert.Single(details);
        }

        JsonElement all = JsonDocument.Parse(await client.GetStringAsync(new Uri("/v1/instruments", UriKind.Relative))).RootElement;
        Assert.Equal(["XNAS:AAPL", "XNAS:MSFT"], all.GetProperty("instruments").EnumerateArray().Select(one => one.GetProperty("symbol").GetString()));
    }

    [Fact]
    public async Task Revoke_AKeyThatStreams_EndsTheStream()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/v1/ticks?symbols=*", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        server.Revoke(key);
        string last = "";
        while (await lines.ReadLineAsync().WaitAsync(Hosting.Patience.Limit) is { } line)
        {
            last = line;
        }

        Assert.Contains("4401", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithALeastInterval_GivesStreamsInThatModeOnly()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MinInterval = TimeSpan.FromMilliseconds(250) });
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        foreach ((string door, HttpStatusCode status) in new[]
        {
            ("/v1/instruments", HttpStatusCode.OK), (Doors[1], HttpStatusCode.Forbidden), (Doors[2], HttpStatusCode.Forbidden), (Doors[3], HttpStatusCode.Forbidden),
            (Streams[0], HttpStatusCode.Forbidden), (Streams[0] + "&mode=interval&interval_ms=249", HttpStatusCode.Forbidden), (Streams[0] + "&mode=interval&interval_ms=250", HttpStatusCode.OK),
        })
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(door, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((door, status), (door, answer.StatusCode));
        }
    }

    [Fact]
    public async Task History_OfKindsThatAreNotAllowed_LeavesThemOut()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { Kinds = TickKinds.Quote });
        await using AccessServer _ = server;
        await server.Feed.QuoteAsync(1, 100);
        await server.Feed.TradeAsync(1, 101);
        await server.Feed.FlushAsync();
        await server.Server.UntilAppliedAsync(6);
        using HttpClient client = server.Http(key.Reveal());
        string text = "";
        await Hosting.Patience.UntilAsync(() => text.Contains(",quote,", StringComparison.Ordinal), () => text, async () => text = await client.GetStringAsync(new Uri("/v1/history?symbol=XNAS:AAPL&format=csv", UriKind.Relative)));
        Assert.DoesNotContain(",trade,", text, StringComparison.Ordinal);
        using HttpResponseMessage answer = await client.GetAsync(new Uri("/v1/history?symbol=XNAS:AAPL&kinds=trade", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<string> TicketAsync(AccessServer server, ApiKey key)
    {
        using HttpClient client = server.Http(key.Reveal());
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/v1/tickets", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString()!;
    }

    private static async Task<int> HandshakeAsync(AccessServer server, string query)
    {
        if (query.StartsWith("?ticket", StringComparison.Ordinal))
        {
            return await AccessPeer.RefusedAsync(server, query: query);
        }

        // It is let in as one that has yet to say who it is: what stands in the URL was not looked at.
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, query: query);
        return (await peer.NextAsync("welcome")).GetProperty("auth").GetString() == "required" ? 101 : 0;
    }
}
