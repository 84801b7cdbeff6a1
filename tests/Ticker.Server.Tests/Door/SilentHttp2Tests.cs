using System.Net;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>RFC 9113, section 6.7: whoever is silent over HTTP/2 is asked whether it is still there.</summary>
public sealed class SilentHttp2Tests
{
    // Else they would say something, or end by themselves.
    private static readonly string[] Settings = ["Http:PingInterval=00:00:01", "Http:PingTimeout=00:00:01", "Http:IdleTimeout=01:00:00", "Subscribers:HeartbeatInterval=01:00:00"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peer_ThatNeverAnswersAPing_IsEnded(bool isPublisher)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Http2, Settings);
        using Http2Peer peer = await ConnectAsync(server, isPublisher);
        peer.AnswersPings = false;
        Http2Frame? last = null;
        while (await peer.TryReadAsync() is { } frame)
        {
            last = frame;
        }

        Assert.Equal((1, Http2Frame.GoAway), (peer.Pings, last!.Type));
        await server.UntilEmptyAsync();
    }

    [Fact]
    public async Task Peer_ThatAnswersEachPing_IsKept()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Http2, Settings);
        using Http2Peer peer = await ConnectAsync(server, isPublisher: false);
        Task<Http2Frame?> end = peer.TryReadAsync();
        await Patience.UntilAsync(() => peer.Pings > 2 || end.IsCompleted, () => $"{peer.Pings} pings");
        Assert.Equal((false, 1), (end.IsCompleted, server.Subscribers));
    }

    private static async Task<Http2Peer> ConnectAsync(ServerUnderTest server, bool isPublisher)
    {
        Http2Peer peer = isPublisher ? await Http2Peer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Addresses.Grpc.Port)) : await Http2Peer.ConnectAsync(server);
        if (!isPublisher)
        {
            await peer.GetAsync(1, "/v1/events?symbols=*");
            await peer.UntilBodyAsync(1, "seam");
        }

        return peer;
    }
}
