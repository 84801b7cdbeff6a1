using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Limits;

/// <summary>What a connection may take before it is anything more than HTTP: the last that is served, and the first that is not.</summary>
public sealed class HttpLimitTests
{
    private const string Line = "GET /healthz/live HTTP/1.1";
    private const string Host = "Host: localhost";

    [Fact]
    public async Task Connections_BeyondTheMost_AreClosedUntilOneEnds()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Http:MaxConnections=2", "Subscribers:HeartbeatInterval=01:00:00");

        // One that is a WebSocket is none of them.
        using RawPeer socket = await RawPeer.OpenAsync(server);
        RawPeer first = await ServedAsync(server);
        using RawPeer second = await ServedAsync(server);
        for (int n = 0; n < 20; n++)
        {
            using RawPeer more = await RawPeer.ConnectAsync(server.Web);
            await more.ReadToEndAsync();
        }

        first.Dispose();
        RawPeer? next = null;
        await Patience.UntilAsync(() => next is not null, () => "there is no room again", async () => next = await TryServedAsync(server));
        next!.Dispose();
        await socket.SendAsync(Frames.TextOf("""{"op":"ping","t":1}"""));
        await socket.ReadFrameAsync();
    }

    [Theory]
    [InlineData(15, 200)]
    [InlineData(16, 431)]
    public async Task Headers_BesideTheHost_UpToTheMost(int headers, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Http:MaxHeaders=16");
        await AssertAnsweredAsync(server, Handshakes.Request(Line, [Host, .. Enumerable.Range(0, headers).Select(n => $"X{n}: 1")]), status);
    }

    [Theory]
    [InlineData(1024, 200)]
    [InlineData(1040, 431)]
    public async Task Headers_OfSoManyBytes_UpToAboutTheMost(int bytes, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Http:MaxHeaderBytes=1024");
        string last = "X: ";
        int others = Host.Length + 2 + last.Length + 4;
        await AssertAnsweredAsync(server, Handshakes.Request(Line, Host, last + new string('x', bytes - others)), status);
    }

    [Theory]
    [InlineData(256, 200)]
    [InlineData(257, 414)]
    public async Task RequestLine_OfSoManyBytes_UpToTheMost(int bytes, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Http:MaxRequestLine=256");
        string line = Line.Replace(" HTTP", "?" + new string('x', bytes - Line.Length - 3) + " HTTP", StringComparison.Ordinal);
        await AssertAnsweredAsync(server, Handshakes.Request(line, Host), status);
    }

    [Fact]
    public async Task Streams_BeyondTheMostOfAConnection_AreRefusedUntilOneEnds()
    {
        const int RefusedStream = 7;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Http2, "Http:MaxStreams=2");
        using Http2Peer peer = await Http2Peer.ConnectAsync(server);
        await peer.GetAsync(1, "/v1/events?symbols=*");
        await peer.GetAsync(3, "/v1/events?symbols=*");
        await peer.GetAsync(5, "/v1/events?symbols=*");
        Http2Frame refused = await peer.UntilAsync(frame => frame is { Type: Http2Frame.Reset, Stream: 5 });
        Assert.Equal(RefusedStream, refused.Payload[3]);
        await peer.ResetAsync(1);
        await Patience.UntilAsync(() => server.Subscribers == 1, () => $"{server.Subscribers} subscribers");
        await peer.GetAsync(7, "/v1/events?symbols=*");
        await peer.UntilBodyAsync(7, "seam");
    }

    private static async Task AssertAnsweredAsync(ServerUnderTest server, string request, int status)
    {
        using (RawPeer peer = await RawPeer.ConnectAsync(server.Web))
        {
            await peer.SendAsync(request);
            Assert.Equal(status, (await peer.ReadHeadAsync()).Status);
        }

        await HealthySubscriber.AssertServedAsync(server);
    }

    private static async Task<RawPeer> ServedAsync(ServerUnderTest server) =>
        await TryServedAsync(server) ?? throw new InvalidOperationException("it was not served");

    private static async Task<RawPeer?> TryServedAsync(ServerUnderTest server)
    {
        RawPeer peer = await RawPeer.ConnectAsync(server.Web);
        await peer.TrySendAsync(System.Text.Encoding.ASCII.GetBytes(Handshakes.Request(Line, Host)));
        try
        {
            if (await peer.ReadSomeAsync(new byte[1]) == 1)
            {
                return peer;
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Closed with what it had sent unread.
        }

        peer.Dispose();
        return null;
    }
}
