using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>A client that is nothing but a socket: what it sends and gets is up to the test, to the byte.</summary>
internal sealed class RawPeer : IDisposable
{
    private const int Piece = 1024;
    private const int TcpMaxSegment = 2;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly long _opened = Stopwatch.GetTimestamp();
    private int _start;
    private int _end;

    private Stream? _stream;

    private RawPeer(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>How fast it reads, in small pieces, as over a narrow line; 0 = as fast as it can.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>How many bytes it has read from its socket.</summary>
    public long BytesRead { get; private set; }

    public static async Task<RawPeer> ConnectAsync(IPEndPoint server, int? receiveBuffer = null, int bytesPerSecond = 0)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            // Segments as on a real line: those of the loopback, 64 KiB each, would not fit and be dropped.
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpMaxSegment, BitConverter.GetBytes(1400));
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(server).WaitAsync(Patience.Limit);
        return new RawPeer(socket) { BytesPerSecond = bytesPerSecond };
    }

    /// <summary>Connects by the server's road, which is one of HTTP/1.1, and sends a request.</summary>
    public static async Task<RawPeer> ConnectAsync(ServerUnderTest server, string request)
    {
        RawPeer peer = await ConnectAsync(server.EndPointOf(server.Road));
        peer._stream = server.Road == Road.Tls ? await RoadStream.SecureAsync(peer.Socket) : null;
        await peer.SendAsync(request);
        return peer;
    }

    /// <summary>Opens a WebSocket in JSON and reads the welcome.</summary>
    public static async Task<RawPeer> OpenAsync(
        ServerUnderTest server, int? receiveBuffer = null, string protocol = "ticker.v1.json", int bytesPerSecond = 0)
    {
        RawPeer peer = await ConnectAsync(server.EndPointOf(server.Road), receiveBuffer, bytesPerSecond);
        if (server.Road is Road.Plain or Road.Tls)
        {
            peer._stream = server.Road == Road.Tls ? await RoadStream.SecureAsync(peer.Socket) : null;
            await peer.SendAsync(Handshakes.With("Sec-WebSocket-Protocol: " + protocol));
            Assert.Equal(101, (await peer.ReadHeadAsync()).Status);
        }
        else
        {
            peer._stream = await RoadStream.ConnectAsync(server, peer.Socket, protocol);
        }

        await peer.ReadFrameAsync();
        return peer;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await WriteAsync(bytes, deadline.Token)..];
        }
    }

    /// <summary>Sends what the server may answer by closing while it still comes.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It has closed; what it said about that is still to be read.
        }
    }

    /// <summary>Reads the head of an HTTP answer.</summary>
    public async Task<HttpHead> ReadHeadAsync()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Assert.True(await FillAsync(), $"the connection ended after '{Encoding.Latin1.GetString(_buffer, _start, _end - _start)}'");
        }

        string text = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + 4;
        return HttpHead.Parse(text);
    }

    /// <summary>Reads a line, without its end.</summary>
    public async Task<string> ReadLineAsync()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            Assert.True(await FillAsync(), "the connection ended inside a line");
        }

        string line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
        _start += length + 1;
        return line;
    }

    /// <summary>Reads so many bytes of text.</summary>
    public async Task<string> ReadTextAsync(int length) => Encoding.UTF8.GetString(await ReadBytesAsync(length));

    /// <summary>Reads the next frame; fails at the end of the connection.</summary>
    public async Task<RawFrame> ReadFrameAsync()
    {
        RawFrame? frame = await TryReadFrameAsync();
        Assert.NotNull(frame);
        return frame;
    }

    /// <summary>Reads the next frame, or null at the end of the connection between two frames.</summary>
    public async Task<RawFrame?> TryReadFrameAsync()
    {
        if (_start == _end && !await FillAsync())
        {
            return null;
        }

        await NeedAsync(2);
        int first = _buffer[_start];
        int length = _buffer[_start + 1];
        Assert.True(length < 127, "a server's frame is not masked, and never longer than 65,535 bytes");
        int header = 2;
        if (length == 126)
        {
            await NeedAsync(4);
            length = (_buffer[_start + 2] << 8) | _buffer[_start + 3];
            header = 4;
        }

        _start += header;
        return new RawFrame(first, await ReadBytesAsync(length));
    }

    /// <summary>Reads frames until one of an opcode; the others are passed over.</summary>
    public async Task<RawFrame> ReadFrameAsync(int opcode)
    {
        while (true)
        {
            RawFrame frame = await ReadFrameAsync();
            if (frame.Opcode == opcode)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads some bytes as they come; 0 at the end.</summary>
    public async Task<int> ReadSomeAsync(Memory<byte> destination)
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        return await ReadAsync(destination, deadline.Token);
    }

    /// <summary>Asserts that the server has ended the connection, in good order, and nothing else came.</summary>
    public async Task AssertEndAsync()
    {
        Assert.True(_start == _end && !await FillAsync(), $"more came: '{Encoding.Latin1.GetString(_buffer, _start, _end - _start)}'");
    }

    /// <summary>Waits for the end of the connection, in whatever way.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            do
            {
                _start = _end = 0;
            }
            while (await FillAsync());
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset() => Socket.Close(0);

    /// <summary>Says that nothing more comes; over HTTP/2, that nothing more is read either.</summary>
    public async Task EndAsync()
    {
        if (_stream is null or SslStream)
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        else
        {
            await _stream.DisposeAsync();
        }
    }

    public void Dispose() => Socket.Dispose();

    // What goes wrong on a stream is told as it is of a socket.
    private async Task<int> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        try
        {
            return _stream is null ? await Socket.ReceiveAsync(destination, cancellation) : await _stream.ReadAsync(destination, cancellation);
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or ObjectDisposedException)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }
    }

    private async Task<int> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_stream is null)
        {
            return await Socket.SendAsync(bytes, cancellation);
        }

        try
        {
            await _stream.WriteAsync(bytes, cancellation);
            await _stream.FlushAsync(cancellation);
            return bytes.Length;
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or ObjectDisposedException or InvalidOperationException)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }
    }

    private async Task<byte[]> ReadBytesAsync(int length)
    {
        byte[] payload = new byte[length];
        for (int read = 0; read < length;)
        {
            if (_start == _end)
            {
                Assert.True(await FillAsync(), "the connection ended inside a message");
            }

            int piece = Math.Min(length - read, _end - _start);
            _buffer.AsSpan(_start, piece).CopyTo(payload.AsSpan(read));
            _start += piece;
            read += piece;
        }

        return payload;
    }

    private async Task NeedAsync(int count)
    {
        while (_end - _start < count)
        {
            Assert.True(await FillAsync(), "the connection ended inside a frame's header");
        }
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        Memory<byte> room = _buffer.AsMemory(_end);
        if (BytesPerSecond > 0)
        {
            room = room[..Math.Min(room.Length, Piece)];
            TimeSpan ahead = TimeSpan.FromSeconds(BytesRead / (double)BytesPerSecond) - Stopwatch.GetElapsedTime(_opened);
            await Task.Delay(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero);
        }

        using var deadline = new CancellationTokenSource(Patience.Limit);
        int read = await ReadAsync(room, deadline.Token);
        BytesRead += read;
        _end += read;
        return read > 0;
    }
}
