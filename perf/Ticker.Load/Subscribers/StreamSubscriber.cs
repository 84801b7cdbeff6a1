using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Ticker.Model;

namespace Ticker.Load.Subscribers;

/// <summary>
/// One subscriber over a plain socket, with WebSocket by hand: reads into a buffer that all
/// subscribers of a thread share, and keeps only the frame that is not whole yet.
/// </summary>
internal sealed class StreamSubscriber : ISubscriber
{
    private const int Text = 1;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;
    private const int Deflated = 0x40;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CarriedPart _part = new();
    private MessageScan _scan = MessageScan.MessagePack;
    private Http2Stream? _stream;

    public nint Handle => _socket.Handle;

    /// <summary>How many bytes wait to be read.</summary>
    public int Available => _socket.Available;

    public long Ticks { get; private set; }

    public long StandFor { get; private set; }

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public bool IsLive { get; private set; }

    /// <summary>One that is connected and has asked for ticks.</summary>
    public static StreamSubscriber To(Uri server, StreamRequest request)
    {
        var subscriber = new StreamSubscriber();
        subscriber.Connect(server, request);
        return subscriber;
    }

    /// <summary>Connects and asks for ticks.</summary>
    /// <param name="server">Where.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="receiveBuffer">The kernel's receive buffer in bytes; null leaves it to the kernel.</param>
    public void Connect(Uri server, StreamRequest request, int? receiveBuffer = null)
    {
        if (receiveBuffer is int bytes)
        {
            _socket.ReceiveBufferSize = bytes;
        }

        _scan = request.Scan;
        _socket.Connect(server.Host, server.Port);
        if (request.IsHttp2)
        {
            OpenStream(server, request);
        }
        else
        {
            Upgrade(server, request);
        }

        if (request.Message is { } message)
        {
            Send(Text, Encoding.UTF8.GetBytes(message));
        }
        else
        {
            IsLive = true;
        }
    }

    private void OpenStream(Uri server, StreamRequest request)
    {
        IEnumerable<(string, string)> more = request.MoreHeaders.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2)).Select(parts => (parts[0].ToLowerInvariant(), parts[1]));
        _stream = Http2Stream.Open(
            _socket,
            [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", request.Path), (":authority", server.Authority), ("sec-websocket-version", "13"), .. more],
            ends: false,
            out byte[] first);
        _part.Keep(first);
    }

    private void Upgrade(Uri server, StreamRequest request)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET {request.Path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{request.MoreHeaders}\r\n"));
        ReadResponse();
    }

    /// <inheritdoc/>
    /// <remarks>Works through every whole frame. The buffer is larger than the largest frame.</remarks>
    public void Read(byte[] buffer, LatencyHistogram ages, int atMost = int.MaxValue)
    {
        int count = _part.Receive(_socket, buffer, atMost);
        Bytes += count;
        long now = UnixNanos.Now(TimeProvider.System).Value;
        int body = _stream?.Unwrap(buffer.AsSpan(_part.Length, count)) ?? count;
        ReadOnlySpan<byte> rest = buffer.AsSpan(0, _part.Length + body);
        while (TryTakeFrame(ref rest, out int opcode, out bool deflated, out ReadOnlySpan<byte> payload))
        {
            Take(opcode, deflated, payload, now, ages);
        }

        _part.Keep(rest);
    }

    public void Dispose() => _socket.Dispose();

    private static bool TryTakeFrame(ref ReadOnlySpan<byte> bytes, out int opcode, out bool deflated, out ReadOnlySpan<byte> payload)
    {
        opcode = 0;
        deflated = false;
        payload = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        int header = bytes[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header)
        {
            return false;
        }

        int length = header switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 10 => (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]), _ => bytes[1] };
        if (bytes.Length < header + length)
        {
            return false;
        }

        opcode = bytes[0] & 0x0F;
        deflated = (bytes[0] & Deflated) != 0;
        payload = bytes.Slice(header, length);
        bytes = bytes[(header + length)..];
        return true;
    }

    private void Take(int opcode, bool deflated, ReadOnlySpan<byte> payload, long now, LatencyHistogram ages)
    {
        switch (opcode)
        {
            case Close:
                throw new IOException($"the server closed a subscriber: {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}");
            case Ping:
                Send(Pong, payload);
                break;
            default:
                if (_scan.IsData(payload, deflated))
                {
                    (int ticks, int standFor) = _scan.Scan(payload, deflated, now, ages);
                    Ticks += ticks;
                    StandFor += standFor;
                    Messages++;
                }
                else if (!IsLive && payload.IndexOf("seam"u8) >= 0)
                {
                    IsLive = true;
                }

                break;
        }
    }

    private void ReadResponse()
    {
        byte[] response = new byte[4096];
        int length = 0;
        int end;
        while ((end = response.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = _socket.Receive(response.AsSpan(length));
            if (count == 0)
            {
                throw new IOException($"the server ended a handshake: {Encoding.ASCII.GetString(response, 0, length)}");
            }

            length += count;
        }

        if (!response.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException($"the server did not upgrade: {Encoding.ASCII.GetString(response, 0, end)}");
        }

        // What came behind it is the beginning of the first frames.
        _part.Keep(response.AsSpan(end + 4, length - end - 4));
    }

    // A client's frames are masked; a mask of zeros is one (RFC 6455, section 5.3, wants it unpredictable for the sake
    // of proxies, of which there are none here).
    private void Send(int opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[8 + payload.Length];
        bool isShort = payload.Length < 126;
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (isShort ? payload.Length : 126));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), isShort ? (ushort)0 : (ushort)payload.Length);
        int header = isShort ? 6 : 8;
        payload.CopyTo(frame.AsSpan(header));
        ReadOnlySpan<byte> whole = frame.AsSpan(0, header + payload.Length);
        if (_stream is null)
        {
            _socket.Send(whole);
        }
        else
        {
            _stream.Send(whole);
        }
    }
}
