using System.Buffers.Binary;
using System.Net.Sockets;
using Ticker.Load.Runs;

namespace Ticker.Load.Feeds;

/// <summary>Encoded ticks over a plain TCP connection, each behind its length and its instrument, two bytes each.</summary>
public sealed class LineOffer : IOffer
{
    private const int HeadLength = 4;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = 10_000 };
    private readonly EncodedSteps _steps;
    private readonly ReadySet _ready;

    public LineOffer(Uri server, Workload workload)
    {
        _steps = new EncodedSteps(workload, HeadLength, static (head, length, instrument) =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)length);
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)instrument);
        });
        _socket.Connect(server.Host, server.Port);
        _ready = new ReadySet(_socket.Handle);
    }

    public OfferCounts Counts => _steps.Counts;

    public void SendNext() => _socket.Send(_steps.Next());

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
