using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Roads;

/// <summary>Streams of plain HTTP/1.1, whose chunks are the lane's own, read to the byte.</summary>
public sealed class ChunksTests
{
    private const int SmallReceiveBuffer = 4096;

    [Theory]
    [InlineData("events", false)]
    [InlineData("ticks", false)]
    [InlineData("ticks", true)]
    public async Task Stream_ThatTheServerEnds_IsWholeChunksUpToTheLast(string road, bool closes)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using RawPeer peer = await RawPeer.ConnectAsync(roads.Server.Web);
        await peer.SendAsync(Handshakes.Request($"GET /v1/{road}?symbols=* HTTP/1.1", "Host: localhost", closes ? "Connection: close" : "Accept: */*"));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal((200, "chunked"), (head.Status, head["Transfer-Encoding"]));
        var body = new StringBuilder();
        while (!body.ToString().Contains("\"seam\"", StringComparison.Ordinal))
        {
            body.Append(await ReadChunkAsync(peer));
        }

        await roads.TradeAsync(1, 5);
        roads.Server.Pipeline.Drain();
        for (string? chunk = ""; chunk is not null; chunk = await ReadChunkAsync(peer))
        {
            body.Append(chunk);
        }

        string text = body.ToString();
        Assert.Contains("\"statement\"", text, StringComparison.Ordinal);
        Assert.EndsWith("{\"ev\":\"close\",\"code\":1001,\"reason\":\"going_away\"}" + (road == "events" ? "\n\n" : "\n"), text, StringComparison.Ordinal);
        if (closes)
        {
            await peer.AssertEndAsync();
            return;
        }

        // The connection is in order: it serves the next request.
        await peer.SendAsync(Handshakes.Request("GET /v1/instruments HTTP/1.1", "Host: localhost"));
        Assert.Equal(200, (await peer.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Stream_OverHttp10_IsNotCutIntoChunks()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(roads.Server.Web);
        await peer.SendAsync(Handshakes.Request("GET /v1/ticks?symbols=* HTTP/1.0"));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal((200, null), (head.Status, head["Transfer-Encoding"]));
        Assert.StartsWith("{\"ev\":\"welcome\"", await peer.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("{\"ev\":\"subscribed\"", await peer.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_ThatTakesLittleAtATime_GetsEachTickOnceAndNoHalfLine()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = roads.Http.BaseAddress, Timeout = Patience.Limit };
        using EventReader lines = await EventReader.OpenAsync(http, "symbols=XNAS:AAPL&mode=all&from=now", path: "/v1/ticks");
        while (!(await lines.LineAsync())!.Contains("\"seam\"", StringComparison.Ordinal))
        {
        }

        const int Trades = 20_000;
        for (int n = 0; n < Trades; n++)
        {
            await roads.Feed.TradeAsync(1, n + 1);
        }

        await roads.Feed.FlushAsync();
        var got = new List<ulong>();
        while (got.Count < Trades)
        {
            got.AddRange(RoadEvent.SequencesOf(JsonDocument.Parse((await lines.LineAsync())!).RootElement));
        }

        Assert.Equal(Enumerable.Range(0, Trades).Select(n => got[0] + (ulong)n), got);
    }

    [Fact]
    public async Task Reader_ThatIsCutOff_IsNotToldThatThisWasAll()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Subscribers:WriteDeadline=00:00:00.5", "Subscribers:CloseGrace=00:00:00.2");
        using RawPeer slow = await RawPeer.ConnectAsync(roads.Server.Web, SmallReceiveBuffer);
        await slow.SendAsync(Handshakes.Request("GET /v1/ticks?symbols=*&mode=all HTTP/1.1", "Host: localhost"));
        Assert.Equal(200, (await slow.ReadHeadAsync()).Status);
        await Patience.UntilAsync(() => roads.Server.Evictions > 0, () => "not evicted", async () =>
        {
            for (int n = 0; n < 200; n++)
            {
                await roads.Feed.TradeAsync(1, n + 1);
            }

            await roads.Feed.FlushAsync();
        });
        await roads.UntilNobodyIsLeftAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await ReadChunkAsync(slow) is not null)
            {
            }
        });
    }

    // Null = the last chunk.
    private static async Task<string?> ReadChunkAsync(RawPeer peer)
    {
        int length = int.Parse(await peer.ReadLineAsync(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        string chunk = await peer.ReadTextAsync(length);
        Assert.Equal("", await peer.ReadLineAsync());
        return length == 0 ? null : chunk;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallReceiveBuffer };
        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
