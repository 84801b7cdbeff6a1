using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Door;

/// <summary>
/// Requests whose end is where two readers would not agree (RFC 9112, 6.3): what stands behind the end that a proxy may
/// have seen is never served as a request of its own.
/// </summary>
public sealed class SmugglingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Inner = "GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly ServerUnderTest _server = shared.Server;

    [Theory]
    [InlineData("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 6", "0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nContent-Length: 4", "")]
    [InlineData("Content-Length: 0, 4", "")]
    [InlineData("Content-Length: -1", "")]
    [InlineData("Content-Length: 0x0", "")]
    [InlineData("Content-Length: 18446744073709551616", "")]
    [InlineData("Content-Length : 4", "")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity, chunked, x", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("Transfer-Encoding: chunked", "-1\r\n")]
    [InlineData("Transfer-Encoding: chunked", "0x0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "1\r\nab\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked", "zero\r\n\r\n")]
    public async Task Request_WhoseEndIsInDoubt_IsTheLastOfItsConnection(string headers, string body)
    {
        using (RawPeer peer = await RawPeer.ConnectAsync(_server.Web))
        {
            await peer.TrySendAsync(Encoding.Latin1.GetBytes($"POST /v1/snapshot HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{body}{Inner}{Inner}"));
            string answered = await ReadAllAsync(peer);
            Assert.Equal((1, true), (answered.Split("HTTP/1.1 ").Length - 1, answered.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answered.StartsWith("HTTP/1.1 5", StringComparison.Ordinal)));
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Requests_WhoseEndsAreClear_AreEachServed()
    {
        using RawPeer peer = await RawPeer.ConnectAsync(_server.Web);
        await peer.SendAsync($"POST /v1/snapshot HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n{Inner}GET /healthz/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        string answered = await ReadAllAsync(peer);
        Assert.Equal((2, 4), (answered.Split("HTTP/1.1 200").Length - 1, answered.Split("HTTP/1.1 ").Length));
    }

    private static async Task<string> ReadAllAsync(RawPeer peer)
    {
        var text = new StringBuilder();
        byte[] some = new byte[4096];
        try
        {
            while (await peer.ReadSomeAsync(some) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(some, 0, read));
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // What it had not read when it closed.
        }

        return text.ToString();
    }
}
