using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door.Roads;

/// <summary>A peer over HTTP/2, written by hand, that lets the server send nothing at all.</summary>
public sealed class NoLeaveToSendTests
{
    // RFC 9113, sections 3.4 and 6.5: the preface, and settings with an initial window of zero.
    private static readonly byte[] Opening =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0,
    ];

    [Fact]
    public async Task Connect_WithAWindowOfZero_IsLetGoOfAsOneThatAnswersNoPing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Road.Http2, "Subscribers:PingInterval=00:00:02", "Subscribers:PongTimeout=00:00:01");
        using (RawPeer peer = await RawPeer.ConnectAsync(server.EndPointOf(Road.Http2)))
        {
            await peer.SendAsync(Frames.Join(Opening, Connect(stream: 1), Connect(stream: 3)));
            await Patience.UntilAsync(() => server.Endpoint.Connections == 2, () => $"{server.Endpoint.Connections} connections");
            await server.UntilEmptyAsync();
        }

        await HealthySubscriber.AssertServedAsync(server);
        Assert.Equal(0, server.Pipeline.Memory.Taken);
    }

    // HEADERS that end with this frame and leave the stream open (section 6.2), every field in full (RFC 7541, section 6.2.2).
    private static byte[] Connect(byte stream)
    {
        byte[] fields = Frames.Join(
            Field(":method", "CONNECT"), Field(":protocol", "websocket"), Field(":scheme", "http"), Field(":path", "/v1/stream"),
            Field(":authority", "localhost"), Field("sec-websocket-version", "13"));
        return [0, (byte)(fields.Length >> 8), (byte)fields.Length, 1, 4, 0, 0, 0, stream, .. fields];
    }

    private static byte[] Field(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
