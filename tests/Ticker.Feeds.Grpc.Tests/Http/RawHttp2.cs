using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Ticker.Feeds.Grpc.Tests.Http;

/// <summary>
/// The least of an HTTP/2 client: it sends what a test wants, gives the server as much window as a test wants, and
/// can die at any byte. What it reads is of one stream, number 1.
/// </summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte Headers = 1;
    private const byte RstStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const byte Ack = 1;

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;
    private byte[] _headers = [];

    /// <summary>Connects and opens a call.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The method.</param>
    /// <param name="window">How many bytes the server may send on the stream.</param>
    public static async Task<RawHttp2> OpenAsync(Uri address, string path, uint window = 65_535)
    {
        var raw = new RawHttp2();
        await raw._tcp.ConnectAsync(address.Host, address.Port);
        raw._stream = raw._tcp.GetStream();
        byte[] setting = new byte[6];
        setting[1] = 4;
        BinaryPrimitives.WriteUInt32BigEndian(setting.AsSpan(2), window);
        await raw._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await raw.SendFrameAsync(Settings, 0, 0, setting);
        raw._headers =
        [
            .. Literal(":method", "POST"), .. Literal(":scheme", "http"), .. Literal(":path", path), .. Literal(":authority", address.Authority),
            .. Literal("content-type", "application/grpc"), .. Literal("te", "trailers"),
        ];
        await raw.SendFrameAsync(Headers, EndHeaders, 1, raw._headers);
        return raw;
    }

    /// <summary>Sends a part of the request body, cut into frames that every server takes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, bool end = false)
    {
        const int Most = 16_384;
        do
        {
            ReadOnlyMemory<byte> part = bytes[..Math.Min(Most, bytes.Length)];
            bytes = bytes[part.Length..];
            await SendFrameAsync(0, end && bytes.IsEmpty ? EndStream : (byte)0, 1, part);
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Opens further calls and resets each at once, as fast as they can be written; the server may end the connection over it.</summary>
    public async Task OpenAndResetAsync(int calls)
    {
        try
        {
            for (int stream = 3; stream < 3 + (2 * calls); stream += 2)
            {
                await SendFrameAsync(Headers, EndHeaders, stream, _headers);
                await SendFrameAsync(RstStream, 0, stream, new byte[] { 0, 0, 0, 8 });
            }
        }
        catch (IOException)
        {
            // It has.
        }
    }

    public Task ResetAsync() => SendFrameAsync(RstStream, 0, 1, new byte[] { 0, 0, 0, 8 });

    public Task GiveWindowAsync(uint bytes)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, bytes);
        return SendFrameAsync(WindowUpdate, 0, 1, payload);
    }

    /// <summary>Ends the connection with a reset, as a machine that lost its power would be noticed.</summary>
    public void Kill()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    /// <summary>Reads frames, answering settings and pings, until one of the stream's; its type and payload.</summary>
    public async Task<(byte Type, bool IsEnd, byte[] Payload)> ReadAsync()
    {
        using var late = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            byte[] head = new byte[9];
            await _stream.ReadExactlyAsync(head, late.Token);
            byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, late.Token);
            (byte type, byte flags) = (head[3], head[4]);
            if (type is Settings or Ping && (flags & Ack) == 0)
            {
                await SendFrameAsync(type, Ack, 0, type == Settings ? Array.Empty<byte>() : payload);
            }
            else if (head[8] == 1 && type != WindowUpdate)
            {
                return (type, (flags & EndStream) != 0 && type != RstStream, payload);
            }
        }
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private async Task SendFrameAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsMemory(9));
        await _stream.WriteAsync(frame);
    }
}
