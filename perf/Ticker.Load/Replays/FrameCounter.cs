using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Ticker.Protocol;

namespace Ticker.Load.Replays;

/// <summary>A subscriber that looks at no more of a data message than its length: a socket, one thread, WebSocket by hand.</summary>
public sealed class FrameCounter : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[1024 * 1024];

    /// <summary>How many data messages came.</summary>
    public long Messages { get; private set; }

    /// <summary>How many bytes these had.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the first of them came; 0 = none did.</summary>
    public long First { get; private set; }

    /// <summary>When the last of them came.</summary>
    public long Last { get; private set; }

    /// <summary>The last statement.</summary>
    public Statement? Final { get; private set; }

    /// <summary>Connects to a replay and subscribes to everything in mode <c>all</c>.</summary>
    /// <param name="server">Where.</param>
    /// <param name="query">What to replay.</param>
    /// <param name="times">Whether ticks tell when they were received.</param>
    public void Connect(Uri server, string query, bool times)
    {
        _socket.Connect(server.Host, server.Port);
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET /v1/replay?{query} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        byte[] message = Encoding.UTF8.GetBytes($$"""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all","times":{{(times ? "true" : "false")}}}""");

        // Masked with zeros, which leaves the payload as it is.
        _socket.Send([0x81, (byte)(0x80 | message.Length), 0, 0, 0, 0, .. message]);
    }

    /// <summary>Reads until the server closes.</summary>
    /// <param name="data">Gets each data message with the stamp of its arrival; null = they are only counted.</param>
    /// <param name="control">Gets each control message with the stamp of its arrival.</param>
    public void Run(Action<ReadOnlyMemory<byte>, long>? data, Action<ServerMessage, long>? control)
    {
        int have = ReadResponse();
        while (true)
        {
            int at = 0;
            long now = Stopwatch.GetTimestamp();
            while (TryFrame(_buffer.AsSpan(at, have - at), out int header, out int length))
            {
                if (!Take(at, header, length, now, data, control))
                {
                    return;
                }

                at += header + length;
            }

            _buffer.AsSpan(at, have - at).CopyTo(_buffer);
            have -= at;
            int read = _socket.Receive(_buffer.AsSpan(have));
            if (read == 0)
            {
                throw new IOException("the server ended without a close frame");
            }

            have += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        (header, length) = (2, 0);
        if (bytes.Length < 2)
        {
            return false;
        }

        length = bytes[1];
        if (length == 126)
        {
            header = 4;
            length = bytes.Length < 4 ? int.MaxValue / 2 : BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }

        return bytes.Length >= header + length;
    }

    // False at the close frame. Of data, only what tells that it is data is looked at.
    private bool Take(int at, int header, int length, long now, Action<ReadOnlyMemory<byte>, long>? data, Action<ServerMessage, long>? control)
    {
        byte first = length > 0 ? _buffer[at + header] : (byte)0;
        int opcode = _buffer[at] & 0x0F;
        if (opcode == 2 && ((first & 0xF0) == 0x90 || first is 0xDC or 0xDD))
        {
            First = First == 0 ? now : First;
            Last = now;
            Messages++;
            Bytes += length;
            data?.Invoke(_buffer.AsMemory(at + header, length), now);
        }
        else if (opcode == 2 && ServerMessageReader.Read(_buffer.AsSpan(at + header, length), out _) is { } message)
        {
            Final = message as Statement ?? Final;
            control?.Invoke(message, now);
        }
        else if (opcode == 8)
        {
            _socket.Send([0x88, 0x80, 0, 0, 0, 0]);
        }

        return opcode != 8;
    }

    // What follows the head of the response stays in the buffer.
    private int ReadResponse()
    {
        int have = 0;
        while (true)
        {
            int read = _socket.Receive(_buffer.AsSpan(have));
            have += read;
            int end = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            if (read == 0 || (end >= 0 && !_buffer.AsSpan(0, have).StartsWith("HTTP/1.1 101"u8)))
            {
                throw new IOException($"the server refused: {Encoding.UTF8.GetString(_buffer, 0, have)}");
            }

            if (end >= 0)
            {
                _buffer.AsSpan(end + 4, have - end - 4).CopyTo(_buffer);
                return have - end - 4;
            }
        }
    }
}
