using Ticker.Server.Access;
using Ticker.Server.Tests.Access;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>Pages whose name was made to lead to this machine, so that for their browser they are the server's own.</summary>
public sealed class HostTests
{
    private static readonly string[] Paths = ["/v1/stream", "/v1/events?symbols=*", "/v1/snapshot?symbols=*", "/v1/instruments", "/openapi.json", "/"];

    [Fact]
    public async Task Page_WhoseNameLeadsHere_Is421OnEveryPathWhileNobodyHasToSayWhoTheyAre()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        foreach (string host in new[] { "evil.example", $"evil.example:{server.Web.Port}", "localhost.evil.example", "127.0.0.1.nip.io" })
        {
            foreach (string path in Paths)
            {
                Assert.Equal((host, path, 421), (host, path, await StatusAsync(server, path, host)));
            }
        }

        foreach (string host in new[] { $"localhost:{server.Web.Port}", $"127.0.0.1:{server.Web.Port}", "board.localhost" })
        {
            Assert.Equal((host, 101), (host, await StatusAsync(server, Paths[0], host)));
        }

        await HealthySubscriber.AssertServedAsync(server);
    }

    [Theory]
    [InlineData("Http:Hosts:0=ticker.example", "ticker.example", 101)]
    [InlineData("Http:Hosts:0=ticker.example", "evil.example", 421)]
    [InlineData("Http:Hosts:0=*", "evil.example", 101)]
    [InlineData("Proxies:Trusted:0=192.0.2.1", "board.example", 101)]
    public async Task Name_OfTheServer_IsWhatItsSettingsSay(string setting, string host, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(setting);
        Assert.Equal(status, await StatusAsync(server, Paths[0], host));
    }

    [Fact]
    public async Task Page_WhoseNameLeadsHere_GetsNothingWithoutAKeyWhereKeysAre()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer __ = server;
        Assert.Equal(401, await StatusAsync(server.Server, "/v1/snapshot?symbols=*", "evil.example"));
    }

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost", 404)]
    [InlineData(null, 404)]
    public async Task Post_OfAForeignPage_Is403WhateverItIsFor(string? origin, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        string[] headers = origin is null ? ["Host: localhost"] : ["Host: localhost", $"Origin: {origin}"];
        foreach (string path in new[] { "/v1/tickets", "/v1/none" })
        {
            using RawPeer peer = await RawPeer.ConnectAsync(server, Handshakes.Request($"POST {path} HTTP/1.1", [.. headers, "Content-Length: 0"]));
            Assert.Equal((path, status), (path, (await peer.ReadHeadAsync()).Status));
        }
    }

    // As a browser asks that believes in the page's name.
    private static async Task<int> StatusAsync(ServerUnderTest server, string path, string host)
    {
        string request = path == Paths[0]
            ? Handshakes.Replacing("Host", $"Host: {host}", $"Origin: http://{host}")
            : Handshakes.Request($"GET {path} HTTP/1.1", $"Host: {host}");
        using RawPeer peer = await RawPeer.ConnectAsync(server, request);
        return (await peer.ReadHeadAsync()).Status;
    }
}
