using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Ticker.Model;

namespace Ticker.Load.Subscribers;

/// <summary>
/// One subscriber of every instrument over a plain socket, with WebSocket by hand: reads into a buffer that all
/// subscribers of a thread share, and keeps only the frame that is not whole yet.
/// </summary>
internal sealed class StreamSubscriber : IDisposable
{
    private const int Text = 1;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _part = [];
    private int _partLength;

    public nint Handle => _socket.Handle;

    /// <summary>How many live ticks came.</summary>
    public long Ticks { get; private set; }

    /// <summary>How many they stand for: with those that collapsed into them.</summary>
    public long StandFor { get; private set; }

    /// <summary>How many data messages they came in.</summary>
    public long Messages { get; private set; }

    /// <summary>Whether the server has said that all that follows is live.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Connects and asks for everything.</summary>
    public void Connect(Uri server, string query = "")
    {
        _socket.Connect(server.Host, server.Port);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET /v1/stream{query} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: ticker.v1.msgpack\r\n\r\n"));
        ReadResponse();
        Send(Text, """{"op":"subscribe","id":1,"symbols":["*"],"times":true}"""u8);
    }

    /// <summary>Reads once what has come and works through every whole frame of it.</summary>
    /// <param name="buffer">Larger than the largest frame.</param>
    /// <param name="ages">Gets the age of each live tick.</param>
    public void Read(byte[] buffer, LatencyHistogram ages)
    {
        _part.AsSpan(0, _partLength).CopyTo(buffer);
        int count = _socket.Receive(buffer.AsSpan(_partLength));
        if (count == 0)
        {
            throw new IOException("the server closed a subscriber's connection");
        }

        long now = UnixNanos.Now(TimeProvider.System).Value;
        ReadOnlySpan<byte> rest = buffer.AsSpan(0, _partLength + count);
        while (TryTakeFrame(ref rest, out int opcode, out ReadOnlySpan<byte> payload))
        {
            Take(opcode, payload, now, ages);
        }

        if (_part.Length < rest.Length)
        {
            _part = new byte[buffer.Length];
        }

        rest.CopyTo(_part);
        _partLength = rest.Length;
    }

    public void Dispose() => _socket.Dispose();

    private static bool TryTakeFrame(ref ReadOnlySpan<byte> bytes, out int opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = 0;
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
        payload = bytes.Slice(header, length);
        bytes = bytes[(header + length)..];
        return true;
    }

    private void Take(int opcode, ReadOnlySpan<byte> payload, long now, LatencyHistogram ages)
    {
        switch (opcode)
        {
            case Close:
                throw new IOException($"the server closed a subscriber: {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}");
            case Ping:
                Send(Pong, payload);
                break;
            default:
                if (TickScan.IsData(payload))
                {
                    (int ticks, int standFor) = TickScan.Scan(payload, now, ages);
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

    // One byte at a time, so that nothing of the first frame is taken.
    private void ReadResponse()
    {
        var response = new StringBuilder();
        byte[] one = new byte[1];
        while (!response.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (_socket.Receive(one) == 0)
            {
                break;
            }

            response.Append((char)one[0]);
        }

        if (!response.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new IOException($"the server did not upgrade: {response}");
        }
    }

    // A client's frames are masked; a mask of zeros is one (RFC 6455, section 5.3, wants it unpredictable for the sake
    // of proxies, of which there are none here).
    private void Send(int opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[6 + 125];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | payload.Length);
        frame[2..6].Clear();
        payload.CopyTo(frame[6..]);
        _socket.Send(frame[..(6 + payload.Length)]);
    }
}
