using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Limits;

/// <summary>How many connections an address may have, which behind a trusted proxy is the client's and not the proxy's.</summary>
public sealed class AddressLimitTests
{
    private static readonly string[] BehindAProxy = ["WebSockets:MaxPerAddress=2", "Roads:MaxPerAddress=2", "Proxies:Trusted:0=127.0.0.1"];

    [Theory]
    [InlineData(Road.Plain, "203.0.113.7", "203.0.113.7", "203.0.113.8")]
    [InlineData(Road.Plain, "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")]
    [InlineData(Road.Tls, "203.0.113.7", "203.0.113.7", "203.0.113.8")]
    public async Task Sockets_BeyondTheMostOfAnAddress_Are429UntilOneEnds(Road road, string one, string same, string other)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(road, BehindAProxy);
        RawPeer[] two = [await OpenAsync(server, one), await OpenAsync(server, same)];
        using (RawPeer third = await RawPeer.ConnectAsync(server, Handshakes.With(Handshakes.Json, $"X-Forwarded-For: {one}")))
        {
            HttpHead refused = await third.ReadHeadAsync();
            Assert.Equal((429, "5"), (refused.Status, refused["Retry-After"]));
        }

        using RawPeer another = await OpenAsync(server, other);
        two[0].Reset();
        await Patience.UntilAsync(() => server.Endpoint.Connections == 2, () => $"{server.Endpoint.Connections} connections");
        using RawPeer again = await OpenAsync(server, one);
        two[1].Dispose();
    }

    [Fact]
    public async Task Sockets_OfThisMachine_AreNotCounted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:MaxPerAddress=1");
        RawPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RawPeer.OpenAsync(server)));
        Array.ForEach(peers, peer => peer.Dispose());
        await HealthySubscriber.AssertServedAsync(server);
    }

    [Fact]
    public async Task Sockets_RefusedForWantOfMemory_LeaveTheirAddressItsRoom()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync([.. BehindAProxy, "MemoryBudget=1048576", "WebSockets:MaxMessage=4194304"]);
        var open = new List<RawPeer>();
        for (int n = 0; ; n++)
        {
            RawPeer peer = await RawPeer.ConnectAsync(server, Handshakes.With(Handshakes.Json, $"X-Forwarded-For: 198.51.100.{n}"));
            open.Add(peer);
            if ((await peer.ReadHeadAsync()).Status != 101)
            {
                break;
            }
        }

        for (int n = 0; n < 5; n++)
        {
            using RawPeer refused = await RawPeer.ConnectAsync(server, Handshakes.With(Handshakes.Json, "X-Forwarded-For: 203.0.113.7"));
            Assert.Equal(503, (await refused.ReadHeadAsync()).Status);
        }

        open.ForEach(peer => peer.Dispose());
        await server.UntilEmptyAsync();
        using RawPeer first = await OpenAsync(server, "203.0.113.7");
        using RawPeer second = await OpenAsync(server, "203.0.113.7");
    }

    [Fact]
    public async Task Streams_BeyondTheMostOfAnAddress_Are429UntilOneEnds()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(BehindAProxy);
        RawPeer[] two = [await StreamAsync(server, "203.0.113.7", 200), await StreamAsync(server, "203.0.113.7", 200)];
        using RawPeer third = await StreamAsync(server, "203.0.113.7", 429);
        using RawPeer other = await StreamAsync(server, "203.0.113.8", 200);
        two[0].Reset();
        await Patience.UntilAsync(() => server.Subscribers == 2, () => $"{server.Subscribers} subscribers");
        RawPeer? again = null;
        await Patience.UntilAsync(() => again is not null, () => "its room is not given back", async () =>
        {
            RawPeer peer = await RawPeer.ConnectAsync(server, Events("203.0.113.7"));
            again = (await peer.ReadHeadAsync()).Status == 200 ? peer : null;
        });
        again!.Dispose();
        two[1].Dispose();
    }

    [Fact]
    public async Task Streams_OfThisMachine_AreNotCounted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Roads:MaxPerAddress=1");
        for (int n = 0; n < 3; n++)
        {
            RawPeer peer = await RawPeer.ConnectAsync(server, Handshakes.Request("GET /v1/events?symbols=* HTTP/1.1", "Host: localhost"));
            using (peer)
            {
                Assert.Equal(200, (await peer.ReadHeadAsync()).Status);
                await Patience.UntilAsync(() => server.Subscribers >= 1, () => "it is not served");
                using RawPeer another = await RawPeer.ConnectAsync(server, Handshakes.Request("GET /v1/events?symbols=* HTTP/1.1", "Host: localhost"));
                Assert.Equal(200, (await another.ReadHeadAsync()).Status);
            }
        }
    }

    private static async Task<RawPeer> OpenAsync(ServerUnderTest server, string address)
    {
        RawPeer peer = await RawPeer.ConnectAsync(server, Handshakes.With(Handshakes.Json, $"X-Forwarded-For: {address}"));
        Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        await peer.ReadFrameAsync();
        return peer;
    }

    private static async Task<RawPeer> StreamAsync(ServerUnderTest server, string address, int status)
    {
        RawPeer peer = await RawPeer.ConnectAsync(server, Events(address));
        HttpHead head = await peer.ReadHeadAsync();
        Assert.Equal((status, status == 429), (head.Status, head["Retry-After"] is not null));
        return peer;
    }

    private static string Events(string address) => Handshakes.Request("GET /v1/events?symbols=* HTTP/1.1", "Host: localhost", $"X-Forwarded-For: {address}");
}
