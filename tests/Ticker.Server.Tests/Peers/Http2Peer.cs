using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>
/// A client that is one cleartext HTTP/2 connection, written by hand: who of its streams may send how much is up to the test.
/// The connection's own window never closes unless the test wants it to.
/// </summary>
internal sealed class Http2Peer : IDisposable
{
    private const int HeaderLength = 9;
    private const int WholeWindow = 1 << 30;
    private const byte Ack = 1;
    private const ushort InitialWindowSize = 4;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Dictionary<int, StringBuilder> _bodies = [];

    private Http2Peer()
    {
    }

    /// <summary>Whether it gives signs of life when it is asked for them.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>How often it was asked.</summary>
    public int Pings { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="server">Its port for cleartext HTTP/2 is meant.</param>
    /// <param name="streamWindow">How many bytes each stream may send before it is given leave for more.</param>
    /// <param name="connectionWindow">How many all of them may send; never less than the protocol's 65,535.</param>
    public static Task<Http2Peer> ConnectAsync(ServerUnderTest server, int streamWindow = WholeWindow, int connectionWindow = WholeWindow) =>
        ConnectAsync(server.EndPointOf(Road.Http2), streamWindow, connectionWindow);

    /// <summary>The same, to some port.</summary>
    public static async Task<Http2Peer> ConnectAsync(IPEndPoint port, int streamWindow = WholeWindow, int connectionWindow = WholeWindow)
    {
        var peer = new Http2Peer();
        await peer._socket.ConnectAsync(port).WaitAsync(Patience.Limit);
        await peer.SendAsync(
        [
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
            .. Http2Frame.Build(Http2Frame.Settings, 0, 0, [0, (byte)InitialWindowSize, .. Http2Frame.BigEndian(streamWindow)]),
        ]);
        if (connectionWindow > ushort.MaxValue)
        {
            await peer.AllowAsync(0, connectionWindow - ushort.MaxValue);
        }

        return peer;
    }

    /// <summary>Asks for something on a stream of its own.</summary>
    /// <param name="stream">An odd number, higher than those before.</param>
    /// <param name="path">The path and the query.</param>
    /// <param name="scheme">The scheme that it claims.</param>
    public Task GetAsync(int stream, string path, string scheme = "http")
    {
        _bodies[stream] = new StringBuilder();
        byte[] fields = Frames.Join(Field(":method", "GET"), Field(":scheme", scheme), Field(":path", path), Field(":authority", "localhost"));

        // HEADERS that end with this frame, and the request with them.
        return SendAsync(Http2Frame.Build(Http2Frame.Headers, Http2Frame.EndHeaders | 1, stream, fields));
    }

    /// <summary>Lets a stream, or with 0 all of them together, send more.</summary>
    public Task AllowAsync(int stream, int bytes) => SendAsync(Http2Frame.Build(Http2Frame.WindowUpdate, 0, stream, Http2Frame.BigEndian(bytes)));

    /// <summary>Wants no more of a stream: CANCEL.</summary>
    public Task ResetAsync(int stream) => SendAsync(Http2Frame.Build(Http2Frame.Reset, 0, stream, Http2Frame.BigEndian(8)));

    /// <summary>What a stream has sent so far.</summary>
    public string BodyOf(int stream) => _bodies[stream].ToString();

    /// <summary>Reads the next frame that is not about the connection's settings; pings are answered. Null = the end.</summary>
    public async Task<Http2Frame?> TryReadAsync()
    {
        while (true)
        {
            byte[] header = new byte[HeaderLength];
            if (!await FillAsync(header))
            {
                return null;
            }

            byte[] payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
            Assert.True(await FillAsync(payload), "the connection ended inside a frame");
            var frame = new Http2Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            if (frame.Type is Http2Frame.Settings or Http2Frame.Ping)
            {
                Pings += frame.Type == Http2Frame.Ping ? 1 : 0;
                if ((frame.Flags & Ack) == 0 && (AnswersPings || frame.Type != Http2Frame.Ping))
                {
                    await SendAsync(Http2Frame.Build(frame.Type, Ack, 0, frame.Type == Http2Frame.Ping ? payload : []));
                }

                continue;
            }

            if (frame.Type == Http2Frame.Data)
            {
                _bodies[frame.Stream].Append(Encoding.UTF8.GetString(payload));
            }

            return frame;
        }
    }

    /// <summary>Reads until something holds of a frame.</summary>
    public async Task<Http2Frame> UntilAsync(Func<Http2Frame, bool> holds)
    {
        while (true)
        {
            Http2Frame? frame = await TryReadAsync();
            Assert.True(frame is not null, "the server ended the connection");
            if (holds(frame))
            {
                return frame;
            }
        }
    }

    /// <summary>Reads until a stream has sent a text.</summary>
    public async Task UntilBodyAsync(int stream, string text)
    {
        while (!BodyOf(stream).Contains(text, StringComparison.Ordinal))
        {
            await UntilAsync(frame => frame.Stream == stream && frame.Type == Http2Frame.Data);
        }
    }

    public void Dispose() => _socket.Dispose();

    // In full, without Huffman's code and the tables (RFC 7541, section 6.2.2); the texts are shorter than 127 bytes.
    private static byte[] Field(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private async Task SendAsync(byte[] bytes)
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), deadline.Token);
        }
    }

    private async Task<bool> FillAsync(Memory<byte> destination)
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        for (int filled = 0; filled < destination.Length;)
        {
            int read = await _socket.ReceiveAsync(destination[filled..], deadline.Token);
            if (read == 0)
            {
                Assert.Equal(0, filled);
                return false;
            }

            filled += read;
        }

        return true;
    }
}
