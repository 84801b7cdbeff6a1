using System.Net;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <summary>A client as it should be gets the same on every road.</summary>
public sealed class RoadTests
{
    private const int Trades = 20_000;

    [Theory]
    [InlineData(Road.Plain, WireEncoding.MessagePack)]
    [InlineData(Road.Tls, WireEncoding.Json)]
    [InlineData(Road.Http2, WireEncoding.MessagePack)]
    [InlineData(Road.Http2, WireEncoding.Json)]
    [InlineData(Road.Http2OverTls, WireEncoding.MessagePack)]
    public async Task Client_OnARoad_GetsEveryTickAndTheAccountsAndACleanEnd(Road road, WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(road);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using (StreamClient client = await StreamClient.ConnectAsync(server, encoding))
        {
            await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All });
            await client.NextAsync<Seam>();
            for (int n = 0; n < Trades; n++)
            {
                await feed.TradeAsync(1, n);
            }

            await feed.FlushAsync();
            for (ulong n = 1; n <= Trades; n++)
            {
                Assert.Equal(n, (await client.NextTickAsync()).TradeId);
            }

            await client.SendAsync(new StatementRequest { Id = 1 });
            Statement statement = await client.NextAsync<Statement>();
            Assert.Equal((Trades, Trades, 0), (statement.Matched, statement.Delivered, statement.Unaccounted));
            await client.CloseAsync();
        }

        await server.UntilEmptyAsync();
        Assert.Equal(0, server.Pipeline.Memory.Taken);
    }

    [Fact]
    public Task Streams_OfOneConnection_AreSubscribersOfTheirOwnAndOneThatStallsHarmsNone() =>
        Task.WhenAll(StallOneStreamAsync(Road.Http2), StallOneStreamAsync(Road.Http2OverTls));

    [Fact]
    public async Task Tls_OfOnePort_SpeaksBothVersionsAndFeedsOnlyWhereAsked()
    {
        await using ServerUnderTest closed = await ServerUnderTest.StartAsync(Road.Tls);
        await using ServerUnderTest open = await ServerUnderTest.StartAsync(Road.Tls, "Listen:TlsFeeds=true");
        using var client = new HttpClient(RoadStream.NewHandler());
        foreach (Version version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var page = new HttpRequestMessage(HttpMethod.Get, open.Addresses.Tls) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage board = await client.SendAsync(page);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (board.StatusCode, board.Content.Headers.ContentType?.MediaType));
        }

        Assert.Equal((HttpStatusCode.NotFound, null), await CheckHealthAsync(closed));
        Assert.Equal((HttpStatusCode.OK, "0"), await CheckHealthAsync(open));

        async Task<(HttpStatusCode, string?)> CheckHealthAsync(ServerUnderTest server)
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Addresses.Tls!, "/grpc.health.v1.Health/Check")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            call.Headers.TE.Add(new("trailers"));
            call.Content = new ByteArrayContent(new byte[5]);
            call.Content.Headers.ContentType = new("application/grpc");
            using HttpResponseMessage answer = await client.SendAsync(call);
            await answer.Content.ReadAsByteArrayAsync();
            return (answer.StatusCode, answer.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) ? status.Single() : null);
        }
    }

    // Most of the time it waits for the write deadline.
    private static async Task StallOneStreamAsync(Road road)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            road, "Subscribers:WriteDeadline=00:00:05", "Subscribers:CloseGrace=00:00:00.3", "Subscribers:PendingTicks=10000000", "Subscribers:PendingBytes=2000000000");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 100).Select(n => $"XNAS:S{n}")]);
        using var invoker = new HttpMessageInvoker(RoadStream.NewHandler());
        StreamClient[] clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StreamClient.ConnectAsync(server, invoker)));
        await Patience.UntilAsync(() => server.Subscribers == 4, () => $"{server.Subscribers} subscribers");
        await Task.WhenAll(clients.Select(client => client.SubscribeAndReadToSeamAsync(1, "*")));
        await using (TickFlow.Paced(3_000, n => feed.QuoteAsync((uint)(n % 100) + 1, n), feed.FlushAsync))
        {
            // The first never reads again; the others read until it is put out, and go on.
            await Task.WhenAll(clients[1..].Select(async client =>
            {
                while (server.Evictions == 0)
                {
                    await client.NextTickAsync();
                }

                await client.SendAsync(new PingMessage { T = 1 });
                await client.NextAsync<Pong>();
            }));
            await Patience.UntilAsync(() => server.Subscribers == 3, () => $"{server.Subscribers} subscribers");
        }

        Assert.Equal(1, server.Evictions);
        Array.ForEach(clients, client => client.Dispose());
        await server.UntilEmptyAsync();
    }
}
