using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>permessage-deflate, where the server's settings allow it (RFC 7692).</summary>
public sealed class DeflateTests
{
    private const string Agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static readonly byte[] PingMessage = Encoding.UTF8.GetBytes("""{"op":"ping","t":5}""");

    [Theory]
    [InlineData("permessage-deflate; client_max_window_bits", Agreed)]
    [InlineData("x-unknown, permessage-deflate; server_max_window_bits=9, permessage-deflate", Agreed)]
    [InlineData("permessage-deflate; server_max_window_bits=99", null)]
    [InlineData("x-unknown", null)]
    public async Task Handshake_WithOffers_IsAnsweredWithWhatCanBeKept(string offered, string? answered)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true");
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(Handshakes.With($"Sec-WebSocket-Extensions: {offered}"));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal((101, answered), (head.Status, head["Sec-WebSocket-Extensions"]));
    }

    [Theory]
    [InlineData("ticker.v1.json")]
    [InlineData("ticker.v1.msgpack")]
    public async Task Replay_ForOneThatAgreed_IsCompressedAndReadsCompressedRequests(string protocol)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true");
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(Handshakes.With("Sec-WebSocket-Extensions: permessage-deflate", $"Sec-WebSocket-Protocol: {protocol}").Replace("/v1/stream", "/v1/replay?recording=stormy&speed=max", StringComparison.Ordinal));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal((101, Agreed), (head.Status, head["Sec-WebSocket-Extensions"]));
        await peer.SendAsync(Frames.Build(Frames.Final | 0x40 | Frames.Text, Deflate("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all"}"""u8)));
        while (((await peer.ReadFrameAsync()).First & 0x40) == 0)
        {
        }
    }

    [Fact]
    public async Task Frames_OfThoseWhoAgreed_StandAloneAndAreSmaller()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true", "Subscribers:HeartbeatInterval=01:00:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 40).Select(n => $"XNAS:S{n}")]);
        RawPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OpenAsync(server)));
        foreach (RawPeer peer in peers)
        {
            await peer.SendAsync(Frames.Build(Frames.Final | 0x40 | Frames.Text, Deflate("""{"op":"subscribe","id":1,"symbols":["*"],"from":"now"}"""u8)));
            string[] told = [Text(await peer.ReadFrameAsync()), Text(await peer.ReadFrameAsync())];
            Assert.Contains("XNAS:S40", told[0], StringComparison.Ordinal);
            Assert.Contains("\"seam\"", told[1], StringComparison.Ordinal);
        }

        const int Trades = 400;
        for (int n = 0; n < Trades; n++)
        {
            await feed.TradeAsync((uint)(n % 40) + 1, n);
        }

        await feed.FlushAsync();
        foreach (RawPeer peer in peers)
        {
            int seen = 0;
            long bytes = 0;
            long inflated = 0;
            while (seen < Trades)
            {
                RawFrame frame = await peer.ReadFrameAsync();
                string text = Text(frame);
                (bytes, inflated) = (bytes + frame.Payload.Length, inflated + text.Length);
                seen += text.Split("\"T\":\"t\"").Length - 1;
            }

            Assert.Equal(Trades, seen);
            Assert.True(bytes < inflated / 3, $"{bytes} bytes for {inflated}");
            await peer.SendAsync(Frames.Close(1000));
            Assert.Equal(1000, (await peer.ReadFrameAsync(Frames.CloseCode)).Code);
            peer.Dispose();
        }

        await server.UntilEmptyAsync();
    }

    public static TheoryData<string, byte[], int> Broken => new()
    {
        { "corrupt", Frames.Build(Frames.Final | 0x40 | Frames.Text, [0xFF, 0xFF, 0xFF]), 1007 },
        { "RSV1 on a continuation", Frames.Join(Frames.Build(0x40 | Frames.Text, Deflate(PingMessage)), Frames.Build(Frames.Final | 0x40, [])), 1002 },
        { "RSV1 on a ping", Frames.Build(Frames.Final | 0x40 | Frames.PingCode, []), 1002 },
        { "a bomb", Frames.Build(Frames.Final | 0x40 | Frames.Text, Deflate(new byte[8 * 1024 * 1024])), 1009 },
        { "one byte over the limit", Frames.Build(Frames.Final | 0x40 | Frames.Text, Deflate(new byte[(1024 * 1024) + 1])), 1009 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Frames_AgainstTheRules_EndWithTheirCloseCode(string what, byte[] frames, int code)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true", "Subscribers:HeartbeatInterval=01:00:00");
        using (RawPeer peer = await OpenAsync(server))
        {
            await peer.SendAsync(frames);
            RawFrame close = await peer.ReadFrameAsync(Frames.CloseCode);
            Assert.True(code == close.Code, $"{what}: {close}");
            await peer.AssertEndAsync();
        }

        await HealthySubscriber.AssertServedAsync(server);
        Assert.Equal(0, server.Pipeline.Memory.Taken);
    }

    [Fact]
    public async Task Message_OfExactlyTheLimitOnceInflated_IsRead()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await OpenAsync(server);
        byte[] message = new byte[1024 * 1024];
        message.AsSpan().Fill((byte)' ');
        PingMessage.CopyTo(message, 0);
        await peer.SendAsync(Frames.Build(Frames.Final | 0x40 | Frames.Text, Deflate(message)));
        Assert.Contains("\"pong\"", Text(await peer.ReadFrameAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Road.Plain)]
    [InlineData(Road.Http2)]
    public async Task Client_OfAnotherMake_GetsEveryTick(Road road)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(road, "WebSockets:Deflate=true");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server, WireEncoding.Json, deflate: new WebSocketDeflateOptions());
        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All });
        await client.NextAsync<Seam>();
        const ulong Trades = 5_000;
        for (ulong n = 1; n <= Trades; n++)
        {
            await feed.TradeAsync(1, (long)n);
        }

        await feed.FlushAsync();
        for (ulong n = 1; n <= Trades; n++)
        {
            Assert.Equal(n, (await client.NextTickAsync()).TradeId);
        }

        await client.CloseAsync();
    }

    private static async Task<RawPeer> OpenAsync(ServerUnderTest server)
    {
        RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(Handshakes.With(Handshakes.Json, "Sec-WebSocket-Extensions: permessage-deflate"));
        Assert.Equal(Agreed, (await peer.ReadHeadAsync())["Sec-WebSocket-Extensions"]);
        await peer.ReadFrameAsync();
        return peer;
    }

    private static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        byte[] destination = new byte[(message.Length * 2) + 16];
        return destination[..new MessageDeflater().Deflate(message, destination)];
    }

    private static string Text(RawFrame frame)
    {
        if ((frame.First & 0x40) == 0)
        {
            return frame.Text;
        }

        using var whole = new MemoryStream([.. frame.Payload, 0, 0, 0xFF, 0xFF, 1, 0, 0, 0xFF, 0xFF]);
        using var inflating = new DeflateStream(whole, CompressionMode.Decompress);
        using var text = new StreamReader(inflating);
        return text.ReadToEnd();
    }
}
