using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ticker.Load.Runs;
using Ticker.Model;

namespace Ticker.Load.Feeds;

/// <summary>Encoded ticks over a WebSocket, a message for each tick.</summary>
public sealed class SocketOffer : IOffer
{
    private const byte FinalBinary = 0x82;
    private const byte Masked = 0x80;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 10_000 };
    private readonly EncodedTicks _ticks;
    private readonly ReadySet _ready;
    private readonly int _perStep;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _answers = new byte[64 * 1024];

    public SocketOffer(Uri server, string path, Workload workload)
    {
        (_ticks, Counts) = EncodedTicks.For(workload);
        _perStep = workload.TicksPerStep;
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

    public OfferCounts Counts { get; }

    public void SendNext()
    {
        int first = Counts.Take() * _perStep;
        long now = UnixNanos.Now(TimeProvider.System).Value;
        int length = 0;
        for (int n = first; n < first + _perStep; n++)
        {
            // The mask is of zeros. A tick takes less than 126 bytes.
            ReadOnlySpan<byte> message = _ticks.Renumber(n, now);
            BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(length), (ushort)((FinalBinary << 8) | Masked | message.Length));
            _buffer.AsSpan(length + 2, 4).Clear();
            message.CopyTo(_buffer.AsSpan(length + 6));
            length += 6 + message.Length;
        }

        _socket.Send(_buffer.AsSpan(0, length));
    }

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
