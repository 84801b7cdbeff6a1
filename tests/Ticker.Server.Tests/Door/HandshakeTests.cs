using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>RFC 6455, section 4.2, with requests written by hand.</summary>
public sealed class HandshakeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerUnderTest _server = shared.Server;

    public static TheoryData<string, string, int> Refused => new()
    {
        { "no upgrade at all", Handshakes.Request("GET /v1/stream HTTP/1.1", "Host: localhost"), 400 },
        { "another upgrade", Handshakes.Replacing("Upgrade", "Upgrade: h2c"), 400 },
        { "no upgrade header", Handshakes.Replacing("Upgrade"), 400 },
        { "no connection header", Handshakes.Replacing("Connection"), 400 },
        { "keep-alive only", Handshakes.Replacing("Connection", "Connection: keep-alive"), 400 },
        { "POST", Handshakes.With().Replace("GET", "POST", StringComparison.Ordinal), 405 },
        { "HTTP/1.0", Handshakes.With().Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal), 400 },
        { "HTTP/9.9", Handshakes.With().Replace("HTTP/1.1", "HTTP/9.9", StringComparison.Ordinal), 505 },
        { "no host", Handshakes.Replacing("Host"), 400 },
        { "two hosts", Handshakes.With("Host: other"), 400 },
        { "no key", Handshakes.Replacing("Sec-WebSocket-Key"), 400 },
        { "an empty key", Handshakes.Replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: "), 400 },
        { "a short key", Handshakes.Replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAA"), 400 },
        { "a key of 17 bytes", Handshakes.Replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA="), 400 },
        { "a key that is not base64", Handshakes.Replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!=="), 400 },
        { "two keys", Handshakes.With($"Sec-WebSocket-Key: {Handshakes.Key}"), 400 },
        { "a body", Handshakes.With("Content-Length: 3") + "abc", 400 },
        { "no version", Handshakes.Replacing("Sec-WebSocket-Version"), 400 },
        { "version 8", Handshakes.Replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: 8"), 426 },
        { "version 99", Handshakes.Replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: 99"), 426 },
        { "version x", Handshakes.Replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: x"), 426 },
        { "only unknown subprotocols", Handshakes.With("Sec-WebSocket-Protocol: chat, mqtt"), 400 },
        { "an unknown encoding", Handshakes.With().Replace("/v1/stream", "/v1/stream?encoding=xml", StringComparison.Ordinal), 400 },
        { "an unknown path", Handshakes.With().Replace("/v1/stream", "/v1/other", StringComparison.Ordinal), 404 },
        { "40 KiB of headers", Handshakes.With("X: " + new string('x', 40 * 1024)), 431 },
        { "200 headers", Handshakes.With([.. Enumerable.Range(0, 200).Select(n => $"X{n}: 1")]), 431 },
        { "a path of 10 KiB", Handshakes.With().Replace("/v1/stream", "/v1/stream?" + new string('x', 10 * 1024), StringComparison.Ordinal), 414 },
        { "a space before the colon", Handshakes.With("X : 1"), 400 },
        { "a folded header", Handshakes.With("X: 1", " 2"), 400 },
        { "NUL in a value", Handshakes.With("X: a\0b"), 400 },
        { "CR in a value", Handshakes.With("X: a\rb"), 400 },
        { "two lengths", Handshakes.With("Content-Length: 0", "Content-Length: 5"), 400 },
        { "a length and chunks, and a second request inside", Handshakes.With("Content-Length: 4", "Transfer-Encoding: chunked") + "0\r\n\r\n" + Handshakes.With(), 400 },
        { "garbage", "\u0001\u0002\u0003 garbage\r\n\r\n", 400 },
        { "TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n", 400 },
    };

    public static TheoryData<string, string[]> Origins => new()
    {
        { "evil", ["http://evil.example"] },
        { "null", ["null"] },
        { "empty", [""] },
        { "suffix", ["http://localhost.evil.example"] },
        { "prefix", ["http://evillocalhost"] },
        { "user info", ["http://localhost@evil.example"] },
        { "scheme", ["https://localhost"] },
        { "port", ["http://localhost:81"] },
        { "path", ["http://localhost/"] },
        { "two", ["http://localhost", "http://localhost"] },
        { "list", ["http://localhost, http://evil.example"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Handshake_NotByTheRules_IsRefusedBeforeTheUpgrade(string what, string request, int status)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.TrySendAsync(System.Text.Encoding.Latin1.GetBytes(request));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.True(status == head.Status, $"{what}: {head.StatusLine}");
        Assert.Equal(status == 426 ? "13" : null, head["Sec-WebSocket-Version"]);
        Assert.True(status is not (403 or 404 or 405 or 426) || head["Content-Type"] == "application/problem+json", $"{what}: {head["Content-Type"]}");
        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public async Task Handshake_FromAnotherOrigin_IsForbidden(string what, string[] origins)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Handshakes.With([.. origins.Select(origin => $"Origin: {origin}")]));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.True(head.Status == 403, $"{what}: {head.StatusLine}");
    }

    [Theory]
    [InlineData("Origin: http://localhost")]
    [InlineData("Origin: HTTP://LOCALHOST")]
    [InlineData("Upgrade: WebSocket")]
    [InlineData("Connection: keep-alive, UPGRADE")]
    public async Task Handshake_InAnotherCaseOrFromItsOwnPages_IsTaken(string header)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Handshakes.Replacing(header.Split(':')[0], header));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal(101, head.Status);
        Assert.Equal(Handshakes.Accept, head["Sec-WebSocket-Accept"]);
        Assert.Null(head["Sec-WebSocket-Protocol"]);
        Assert.Equal(Frames.Final | Frames.Binary, (await peer.ReadFrameAsync()).First);
    }

    [Theory]
    [InlineData("ticker.v1.json", "ticker.v1.json")]
    [InlineData("ticker.v1.msgpack", "ticker.v1.msgpack")]
    [InlineData("chat, ticker.v1.json, ticker.v1.msgpack", "ticker.v1.json")]
    public async Task Handshake_WithKnownSubprotocols_AnswersTheFirst(string offered, string answered)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Handshakes.With($"Sec-WebSocket-Protocol: {offered}"));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal(101, head.Status);
        Assert.Equal(answered, head["Sec-WebSocket-Protocol"]);
        Assert.Equal(answered.EndsWith("json", StringComparison.Ordinal) ? Frames.Text : Frames.Binary, (await peer.ReadFrameAsync()).Opcode);
    }

    [Theory]
    [InlineData("permessage-deflate; client_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=99")]
    [InlineData("x-unknown")]
    public async Task Handshake_WithExtensions_GetsNone(string offered)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Handshakes.With($"Sec-WebSocket-Extensions: {offered}"));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal(101, head.Status);
        Assert.Null(head["Sec-WebSocket-Extensions"]);
    }

    [Fact]
    public async Task Handshake_WithAFrameInTheSamePacket_IsServedAfterTheUpgrade()
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync(Frames.Join(
            System.Text.Encoding.Latin1.GetBytes(Handshakes.With(Handshakes.Json)), Frames.TextOf("""{"op":"ping","t":5}"""), Frames.Ping("early"u8)));
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        Assert.Contains("\"welcome\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
        RawFrame[] answers = [await peer.ReadFrameAsync(), await peer.ReadFrameAsync()];
        Assert.Contains(answers, answer => answer.Opcode == Frames.PongCode && answer.Text == "early");
        Assert.Contains(answers, answer => answer.Text.Contains("\"t\":5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handshake_AsHttp2_IsDropped()
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await peer.ReadToEndAsync();
        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Handshake_FromANamedOrigin_IsTaken()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:AllowedOrigins:0=https://board.example:8443");
        using RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.SendAsync(Handshakes.With("Origin: https://board.example:8443"));
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        using RawPeer other = await RawPeer.ConnectAsync(server.Web);
        await other.SendAsync(Handshakes.With("Origin: https://board.example"));
        Assert.Equal(403, (await other.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task Handshake_BeyondTheConnectionLimit_Is503UntilOneEnds()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:MaxConnections=2");
        using RawPeer first = await RawPeer.OpenAsync(server);
        RawPeer second = await RawPeer.OpenAsync(server);
        using RawPeer third = await RawPeer.ConnectAsync(server.Web);
        await third.SendAsync(Handshakes.With());
        HttpHead refused = await third.ReadHeadAsync();
        Assert.Equal(503, refused.Status);
        Assert.NotNull(refused["Retry-After"]);

        second.Reset();
        await Patience.UntilAsync(() => server.Endpoint.Connections == 1, () => $"{server.Endpoint.Connections} connections");
        using RawPeer fourth = await RawPeer.OpenAsync(server);
    }
}
