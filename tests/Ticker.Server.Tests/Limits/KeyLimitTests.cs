using System.Net;
using Ticker.Server.Access;
using Ticker.Server.Tests.Access;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Limits;

/// <summary>How many connections a key may have, by whatever road they come, and how many tickets there are.</summary>
public sealed class KeyLimitTests
{
    private static readonly string[] Streams = ["/v1/events?symbols=*", "/v1/ticks?symbols=*", "/v1/poll?symbols=NONE:A&from=now&wait_ms=60000"];

    [Fact]
    public async Task Connections_OfEveryRoadTogether_BeyondTheMostOfAKeyAre429UntilOneEnds()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MaxConnections = 4 });
        await using AccessServer _ = server;
        ApiKey another = await server.AddAsync(AccessServer.Everything with { MaxConnections = 1 });
        using HttpClient client = server.Http(key.Reveal());
        using AccessPeer socket = await AccessPeer.ConnectAsync(server, key.Reveal());
        await socket.NextAsync("welcome");
        using var enough = new CancellationTokenSource();
        Task<HttpResponseMessage>[] open = [.. Streams.Select(path => client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, enough.Token))];
        await Patience.UntilAsync(() => server.Gate.Admissions == 4, () => $"{server.Gate.Admissions} admissions");

        foreach (string path in Streams.Concat(["/v1/snapshot?symbols=*", "/v1/instruments", "/v1/history?symbol=XNAS:AAPL&limit=1"]))
        {
            using HttpResponseMessage refused = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((path, HttpStatusCode.TooManyRequests), (path, refused.StatusCode));
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Equal(429, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        using AccessPeer late = await AccessPeer.ConnectAsync(server);
        await late.AuthAsync(key.Reveal());
        Assert.Equal((4409, "too_many_connections"), await late.CloseAsync());

        // Somebody else's are somebody else's.
        using AccessPeer other = await AccessPeer.ConnectAsync(server, another.Reveal());
        await other.NextAsync("welcome");

        await enough.CancelAsync();
        await Task.WhenAll(open.Select(async request => await EndAsync(request)));
        await Patience.UntilAsync(() => server.Gate.Admissions == 2, () => $"{server.Gate.Admissions} admissions are left");
        using HttpResponseMessage served = await client.GetAsync(new Uri("/v1/snapshot?symbols=*", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Ticket_ForAKeyThatHasAllItsConnections_IsIssuedAndLetsInOnceThereIsRoom()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MaxConnections = 1 });
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        string ticket;
        using (AccessPeer socket = await AccessPeer.ConnectAsync(server, key.Reveal()))
        {
            await socket.NextAsync("welcome");
            ticket = await TicketAsync(client);
            Assert.Equal(429, await AccessPeer.RefusedAsync(server, query: $"?ticket={await TicketAsync(client)}"));
        }

        await Patience.UntilAsync(() => server.Gate.Admissions == 0, () => $"{server.Gate.Admissions} admissions are left");
        using AccessPeer again = await AccessPeer.ConnectAsync(server, query: $"?ticket={ticket}");
        Assert.Equal("ok", (await again.NextAsync("welcome")).GetProperty("auth").GetString());
    }

    [Fact]
    public async Task Tickets_BeyondTheMost_Are503UntilOneIsUsed()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything, "Access:MaxTickets=3", "Access:TicketLife=00:10:00");
        await using AccessServer _ = server;
        using HttpClient client = server.Http(key.Reveal());
        string[] tickets = [await TicketAsync(client), await TicketAsync(client), await TicketAsync(client)];
        for (int n = 0; n < 5; n++)
        {
            using HttpResponseMessage refused = await client.PostAsync(new Uri("/v1/tickets", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        using AccessPeer peer = await AccessPeer.ConnectAsync(server, query: $"?ticket={tickets[1]}");
        await peer.NextAsync("welcome");
        await TicketAsync(client);
    }

    private static async Task<string> TicketAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/v1/tickets", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString()!;
    }

    private static async Task EndAsync(Task<HttpResponseMessage> request)
    {
        try
        {
            (await request).Dispose();
        }
        catch (OperationCanceledException)
        {
            // A poll that still waited.
        }
    }
}
