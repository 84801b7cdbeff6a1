using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Ticker.Transports.History;

namespace Ticker.Server.Tests.History;

/// <summary>A client that asks for much and does not read it holds nothing for long, and nobody up.</summary>
public sealed class StalledReaderTests
{
    // More than the kernel takes for a connection whose peer does not read.
    private const int Ticks = 40_000;

    private const int SmallBuffer = 4096;

    // Far less than the whole answer.
    private const int MostHeld = 2_000_000;

    [Theory]
    [InlineData("/v1/history?symbol=*")]
    [InlineData("/v1/instruments")]
    public async Task Client_ThatReadsNothing_IsCutOffAfterTheWriteDeadline(string path)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:WriteDeadline=00:00:00.3");
        await using TestFeed feed = await server.OpenFeedAsync();
        if (path == "/v1/instruments")
        {
            for (uint number = 1; number <= Ticks; number++)
            {
                await feed.DefineAsync(number, $"XNAS:{number}");
            }

            await feed.FlushAsync();
            await server.UntilAppliedAsync(Ticks + 1);
        }
        else
        {
            await PublishAsync(server, feed);
        }

        using RawPeer peer = await RawPeer.ConnectAsync(server.Web, SmallBuffer);
        await peer.SendAsync(Handshakes.Request($"GET {path} HTTP/1.1", "Host: localhost"));

        Assert.Equal(200, (await peer.ReadHeadAsync()).Status);

        // It has been cut off when nothing can be sent to the server any more.
        bool isCut = false;
        await Patience.UntilAsync(() => isCut, () => "the connection is still there", async () => isCut = !await TrySendAsync(peer));
        await peer.ReadToEndAsync();
        Assert.True(peer.BytesRead < MostHeld, $"it got {peer.BytesRead} bytes");
        await Patience.UntilAsync(() => Readers(server) == 0, () => "it is still read for");
    }

    [Fact]
    public async Task Client_BeyondTheMostThatAreRead_IsToldToComeAgainAndThenServed()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("History:MaxReaders=1");
        await using TestFeed feed = await server.OpenFeedAsync();
        await PublishAsync(server, feed);
        using var client = new HistoryClient(server);
        using (RawPeer peer = await RawPeer.ConnectAsync(server.Web, SmallBuffer))
        {
            await peer.SendAsync(Handshakes.Request("GET /v1/history?symbol=* HTTP/1.1", "Host: localhost"));
            Assert.Equal(200, (await peer.ReadHeadAsync()).Status);
            using HttpResponseMessage busy = await client.GetAsync("symbol=*");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter?.Delta);
            Assert.Equal("application/problem+json", busy.Content.Headers.ContentType?.MediaType);
            peer.Reset();
        }

        await Patience.UntilAsync(() => Readers(server) == 0, () => "the one that left is still read for");
        Assert.Equal(Ticks, (await client.TicksAsync("symbol=*")).Count);
    }

    [Fact]
    public async Task Server_ThatEndsMeanwhile_CutsAnswersOffAndDoesNotWait()
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using (server)
        {
            await using TestFeed feed = await server.OpenFeedAsync();
            await PublishAsync(server, feed);
            using RawPeer peer = await RawPeer.ConnectAsync(server.Web, SmallBuffer);
            await peer.SendAsync(Handshakes.Request("GET /v1/history?symbol=* HTTP/1.1", "Host: localhost"));
            Assert.Equal(200, (await peer.ReadHeadAsync()).Status);
            await server.App.StopAsync().WaitAsync(Patience.Limit);
            await peer.ReadToEndAsync();
        }
    }

    private static int Readers(ServerUnderTest server) => server.App.Services.GetRequiredService<HistoryEndpoint>().Readers;

    private static async Task<bool> TrySendAsync(RawPeer peer)
    {
        try
        {
            await peer.SendAsync("G");
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task PublishAsync(ServerUnderTest server, TestFeed feed)
    {
        await feed.DefineAsync(server, "XNAS:AAPL");
        for (int n = 0; n < Ticks; n++)
        {
            await feed.QuoteAsync(1, n);
        }

        await feed.FlushAsync();
        await server.UntilAppliedAsync(Ticks + 2);
    }
}
