using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Tls;

/// <summary>A connection over TLS that trusts anybody, and remembers what it was shown.</summary>
internal sealed class TlsPeer : IDisposable
{
    private readonly SslStream _stream;

    private TlsPeer(SslStream stream) => _stream = stream;

    public string Thumbprint => _stream.RemoteCertificate!.GetCertHashString();

    public static async Task<TlsPeer> ConnectAsync(ServerUnderTest server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPointOf(Road.Tls));
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync("127.0.0.1").WaitAsync(Patience.Limit);
        return new TlsPeer(stream);
    }

    /// <summary>Asks for a WebSocket; gives the status.</summary>
    public async Task<int> OpenStreamAsync()
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(
            "GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ticker.v1.json\r\n\r\n"));
        return int.Parse((await ReadUntilAsync("\r\n\r\n")).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts that the WebSocket's other end answers.</summary>
    public async Task AssertPingedAsync()
    {
        // Masked with zeros, which leaves the text as it is.
        byte[] text = Encoding.ASCII.GetBytes("{\"op\":\"ping\",\"t\":7}");
        await _stream.WriteAsync((byte[])[0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text]);
        await ReadUntilAsync("\"pong\"");
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string> ReadUntilAsync(string end)
    {
        var read = new StringBuilder();
        byte[] one = new byte[1];
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            Assert.Equal(1, await _stream.ReadAsync(one).AsTask().WaitAsync(Patience.Limit));
            read.Append((char)one[0]);
        }

        return read.ToString();
    }
}
