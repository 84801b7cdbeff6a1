using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ticker.Model;

namespace Ticker.Load.Feeds;

/// <summary>
/// Publishes one feed over a plain socket with HTTP/2 and gRPC by hand: no thread, no allocation per message, so that
/// a load generator takes as little as possible of the machine that it shares with the server. Blocking; one thread
/// uses it. It keeps to flow control as every client must.
/// </summary>
public sealed class GrpcPublisher : IDisposable
{
    public const int StreamId = 1;

    private const int WholeWindow = 1 << 30;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _incoming = new byte[128 * 1024];
    private readonly byte[] _small = new byte[32];
    private readonly AckScan _acks = new();
    private int _received;
    private long _connectionWindow = 65_535;
    private long _streamWindow = 65_535;
    private long _initialWindow = 65_535;

    private ReadySet? _ready;

    private GrpcPublisher()
    {
    }

    /// <summary>The highest feed sequence that the server has said it received.</summary>
    public ulong Acknowledged => _acks.Received;

    /// <summary>The publisher's last sequence.</summary>
    public ulong Sequence { get; private set; } = TickMessages.FirstSequence;

    /// <summary>How often flow control made it wait.</summary>
    public long Waits { get; private set; }

    /// <summary>Connects, says hello, defines instruments and waits for the server's ready.</summary>
    public static GrpcPublisher Connect(Uri server, string feed, int instruments, string? key = null)
    {
        var publisher = new GrpcPublisher();
        publisher._socket.Connect(server.Host, server.Port);
        publisher.Begin(server.Authority, key);
        publisher.SendMessage(FeedMessages.Hello(feed, (ulong)UnixNanos.Now(TimeProvider.System).Value));
        while (!publisher._acks.Ready)
        {
            publisher.Read();
        }

        for (int number = 1; number <= instruments; number++)
        {
            publisher.SendMessage(FeedMessages.Definition(number));
        }

        return publisher;
    }

    /// <summary>Renumbers the frames and sends them, waiting while flow control says so.</summary>
    public void Send(DataFrames frames)
    {
        ulong sequence = Sequence;
        frames.Renumber(ref sequence, UnixNanos.Now(TimeProvider.System).Value);
        while (Math.Min(_connectionWindow, _streamWindow) < frames.Payload)
        {
            Waits++;
            Read();
        }

        _socket.Send(frames.Bytes);
        _connectionWindow -= frames.Payload;
        _streamWindow -= frames.Payload;
        Sequence = sequence;
        if (_socket.Available > 0)
        {
            Read();
        }
    }

    /// <summary>Tells the server that the feed is alive.</summary>
    public void SendHeartbeat() => SendMessage(FeedMessages.Heartbeat());

    /// <summary>Waits until the server has acknowledged everything that was sent.</summary>
    public void WaitForAcks()
    {
        while (Acknowledged < Sequence)
        {
            Read();
        }
    }

    /// <summary>Does what has arrived, or waits for it at most that long, which is below a second.</summary>
    public void ReadWithin(TimeSpan time)
    {
        _ready ??= new ReadySet(_socket.Handle);
        if (_ready.Wait(time))
        {
            Read();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Begin(string authority, string? key)
    {
        var start = new MemoryStream();
        start.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        byte[] setting = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(setting, Http2Frame.InitialWindowSize);
        BinaryPrimitives.WriteInt32BigEndian(setting.AsSpan(2), WholeWindow);
        Put(start, Http2Frame.Settings, 0, 0, setting);
        byte[] window = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(window, WholeWindow);
        Put(start, Http2Frame.WindowUpdate, 0, 0, window);
        Put(start, Http2Frame.Headers, Http2Frame.EndHeaders, StreamId, RequestHeaders(authority, key));
        _socket.Send(start.ToArray());
    }

    // HPACK (RFC 7541): indexed names of the static table, values as plain literals that are not indexed.
    private static byte[] RequestHeaders(string authority, string? key)
    {
        var block = new MemoryStream();
        block.Write([0x83, 0x86]); // :method POST, :scheme http
        block.WriteByte(0x04); // :path
        PutText(block, "/ticker.feed.v1.FeedService/Publish");
        block.WriteByte(0x01); // :authority
        PutText(block, authority);
        block.Write([0x0F, 0x10]); // content-type
        PutText(block, "application/grpc");
        if (key is not null)
        {
            block.Write([0x0F, 0x08]); // authorization
            PutText(block, $"Bearer {key}");
        }

        block.WriteByte(0x00);
        PutText(block, "te");
        PutText(block, "trailers");
        return block.ToArray();
    }

    private static void PutText(MemoryStream block, string text)
    {
        block.WriteByte((byte)text.Length);
        block.Write(Encoding.ASCII.GetBytes(text));
    }

    private static void Put(MemoryStream to, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[Http2Frame.HeaderLength];
        Http2Frame.WriteHeader(header, payload.Length, type, flags, stream);
        to.Write(header);
        to.Write(payload);
    }

    private void SendMessage(byte[] message)
    {
        var frame = new MemoryStream();
        Put(frame, Http2Frame.Data, 0, StreamId, message);
        while (Math.Min(_connectionWindow, _streamWindow) < message.Length || _socket.Available > 0)
        {
            Read();
        }

        _socket.Send(frame.ToArray());
        _connectionWindow -= message.Length;
        _streamWindow -= message.Length;
    }

    private void Read()
    {
        int count = _socket.Receive(_incoming.AsSpan(_received));
        if (count == 0)
        {
            throw new IOException("the server closed the feed's connection");
        }

        _received += count;
        int at = 0;
        while (_received - at >= Http2Frame.HeaderLength)
        {
            ReadOnlySpan<byte> header = _incoming.AsSpan(at, Http2Frame.HeaderLength);
            int length = Http2Frame.Length(header);
            if (_received - at < Http2Frame.HeaderLength + length)
            {
                break;
            }

            Take(header[3], header[4], Http2Frame.Stream(header), _incoming.AsSpan(at + Http2Frame.HeaderLength, length));
            at += Http2Frame.HeaderLength + length;
        }

        _incoming.AsSpan(at, _received - at).CopyTo(_incoming);
        _received -= at;
    }

    private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case Http2Frame.Data:
                _acks.Take(payload);
                break;
            case Http2Frame.Headers when (flags & Http2Frame.EndStream) != 0:
                throw new IOException($"the server ended the feed's stream: {Encoding.ASCII.GetString(payload)}");
            case Http2Frame.ResetStream or Http2Frame.GoAway:
                throw new IOException("the server reset the feed's stream");
            case Http2Frame.Settings when (flags & Http2Frame.Ack) == 0:
                TakeSettings(payload);
                Answer(Http2Frame.Settings, default);
                break;
            case Http2Frame.Ping when (flags & Http2Frame.Ack) == 0:
                Answer(Http2Frame.Ping, payload);
                break;
            case Http2Frame.WindowUpdate when stream == 0:
                _connectionWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case Http2Frame.WindowUpdate:
                _streamWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
        }
    }

    private void TakeSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload) == Http2Frame.InitialWindowSize)
            {
                long window = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
                _streamWindow += window - _initialWindow;
                _initialWindow = window;
            }
        }
    }

    private void Answer(byte type, ReadOnlySpan<byte> payload)
    {
        Http2Frame.WriteHeader(_small, payload.Length, type, Http2Frame.Ack, 0);
        payload.CopyTo(_small.AsSpan(Http2Frame.HeaderLength));
        _socket.Send(_small.AsSpan(0, Http2Frame.HeaderLength + payload.Length));
    }
}
