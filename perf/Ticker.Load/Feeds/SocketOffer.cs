using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ticker.Load.Runs;
using Ticker.Protocol;

namespace Ticker.Load.Feeds;

/// <summary>Encoded ticks over a WebSocket, a message for each tick.</summary>
public sealed class SocketOffer : IOffer
{
    private const byte FinalBinary = 0x82;
    private const byte Masked = 0x80;
    private const byte LongerLength = 126;
    private const int HeadLength = 6;
    private const int LongerHeadLength = 8;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 10_000 };
    private readonly EncodedSteps _steps;
    private readonly ReadySet _ready;
    private readonly byte[] _answers = new byte[64 * 1024];

    public SocketOffer(Uri server, string path, Workload workload, WireEncoding encoding = WireEncoding.MessagePack)
    {
        // A tick takes less than 126 bytes in MessagePack, and more in JSON.
        _steps = encoding == WireEncoding.MessagePack
            ? new EncodedSteps(workload, HeadLength, static (head, length, _) => WriteHead(head, length))
            : new EncodedSteps(workload, LongerHeadLength, static (head, length, _) => WriteLongerHead(head, length), encoding);
        _socket.Connect(server.Host, server.Port);
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGlja2VyIGxvYWQga2V5IQ==\r\n\r\n"));
        int length = _socket.Receive(_answers);
        if (!_answers.AsSpan(0, length).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException($"the server did not upgrade the publisher: {Encoding.ASCII.GetString(_answers, 0, length)}");
        }

        _ready = new ReadySet(_socket.Handle);
    }

    public OfferCounts Counts => _steps.Counts;

    public void SendNext() => _socket.Send(_steps.Next());

    // What the server says of each message is not looked at.
    public void ReadWithin(TimeSpan time)
    {
        if (_ready.Wait(time) && _socket.Receive(_answers) == 0)
        {
            throw new IOException("the server closed the feed's connection");
        }
    }

    public void Dispose() => _socket.Dispose();

    // The mask is of zeros.
    private static void WriteHead(Span<byte> head, int length)
    {
        head.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)((FinalBinary << 8) | Masked | length));
    }

    private static void WriteLongerHead(Span<byte> head, int length)
    {
        WriteHead(head, LongerLength);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
    }
}
