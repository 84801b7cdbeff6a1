using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>Those who connect and never come to the point.</summary>
public sealed class SlowHandshakeTests
{
    [Fact]
    public async Task Limits_OfTheServer_AreShorterThanKestrelsOwn()
    {
        await using ServerUnderTest server = ServerUnderTest.Build();
        KestrelServerLimits limits = LimitsOf(server);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
    }

    [Fact]
    public async Task Handshake_ThatDribbles_IsTimedOutAndOthersAreServed()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00", "Http:HeadersDeadline=00:00:01");
        RawPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawPeer.ConnectAsync(server.Web)));
        await Task.WhenAll(peers.Select(peer => peer.SendAsync("GET /v1/stream HTTP/1.1\r\nX: ")));
        await HealthySubscriber.AssertServedAsync(server);
        Task<HttpHead> answer = peers[0].ReadHeadAsync();
        while (!answer.IsCompleted)
        {
            await peers[0].TrySendAsync(new[] { (byte)'x' });
            await Task.Delay(20);
        }

        Assert.Equal(408, (await answer).Status);
        foreach (RawPeer peer in peers[1..])
        {
            Assert.Equal(408, (await peer.ReadHeadAsync()).Status);
            await peer.AssertEndAsync();
            peer.Dispose();
        }

        peers[0].Dispose();
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsDropped()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Http:IdleTimeout=00:00:01");
        RawPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawPeer.ConnectAsync(server.Web)));
        await HealthySubscriber.AssertServedAsync(server);
        foreach (RawPeer peer in peers)
        {
            await peer.AssertEndAsync();
            peer.Dispose();
        }
    }

    [Fact]
    public async Task Stop_WhileAHandshakeIsHalfWay_DoesNotWaitForTheRestOfIt()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:CloseGrace=00:00:00.1");
        using RawPeer halfWay = await RawPeer.ConnectAsync(server.Web);
        await halfWay.SendAsync("GET /v1/stream HTTP/1.1\r\nHost: x\r\n");
        await server.App.StopAsync().WaitAsync(Patience.Limit);
        await halfWay.ReadToEndAsync();
    }

    private static KestrelServerLimits LimitsOf(ServerUnderTest server) =>
        server.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
}
