using System.Buffers.Binary;
using System.Net.Sockets;
using Ticker.Load.Runs;
using Ticker.Model;

namespace Ticker.Load.Feeds;

/// <summary>Encoded ticks over a plain TCP connection, each behind its length and its instrument, two bytes each.</summary>
public sealed class LineOffer : IOffer
{
    private const int HeadLength = 4;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 10_000 };
    private readonly EncodedTicks _ticks;
    private readonly ReadySet _ready;
    private readonly int _perStep;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public LineOffer(Uri server, Workload workload)
    {
        (_ticks, Counts) = EncodedTicks.For(workload);
        _perStep = workload.TicksPerStep;
        _socket.Connect(server.Host, server.Port);
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
            ReadOnlySpan<byte> message = _ticks.Renumber(n, now);
            BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(length), (ushort)message.Length);
            BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(length + 2), (ushort)_ticks.Instruments[n]);
            message.CopyTo(_buffer.AsSpan(length + HeadLength));
            length += HeadLength + message.Length;
        }

        _socket.Send(_buffer.AsSpan(0, length));
    }

    // The server says nothing; an answer is its end.
    public void ReadWithin(TimeSpan time)
    {
        if (_ready.Wait(time))
        {
            throw new IOException("the server closed the feed's connection");
        }
    }

    public void Dispose() => _socket.Dispose();
}
