using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ticker.Load.Runs;

namespace Ticker.Load.Feeds;

/// <summary>Encoded ticks over a WebSocket, a message for each tick.</summary>
public sealed class SocketOffer : IOffer
{
    private const byte FinalBinary = 0x82;
    private const byte Masked = 0x80;
    private const int HeadLength = 6;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 10_000 };
    private readonly EncodedSteps _steps;
    private readonly ReadySet _ready;
    private readonly byte[] _answers = new byte[64 * 1024];

    public SocketOffer(Uri server, string path, Workload workload)
    {
        _steps = new EncodedSteps(workload, HeadLength, static (head, length, _) =>
        {
            // The mask is of zeros. A tick takes less than 126 bytes.
            BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)((FinalBinary << 8) | Masked | length));
            head[2..].Clear();
        });
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
}
