using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A real TCP connection: a sink on the server's end, a bare socket on the peer's.</summary>
internal sealed class SinkLine : IAsyncDisposable
{
    private readonly Channel<bool> _callbacks = Channel.CreateBounded<bool>(1_000);
    private readonly Func<ValueTask> _letGo;
    private int _callbackCount;

    private SinkLine(Socket server, Socket peer, IFrameSink sink, Func<ValueTask> letGo)
    {
        (Server, Peer, Sink, _letGo) = (server, peer, sink, letGo);
        sink.Attach(() =>
        {
            Interlocked.Increment(ref _callbackCount);
            _callbacks.Writer.TryWrite(true);
        });
    }

    public Socket Server { get; }

    public Socket Peer { get; }

    public IFrameSink Sink { get; }

    public int Callbacks => Volatile.Read(ref _callbackCount);

    /// <param name="make">Makes the sink, and what its owner does when the lane has let go of it.</param>
    public static async Task<SinkLine> OpenAsync(Func<Socket, (IFrameSink Sink, Func<ValueTask> LetGo)> make)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        Task connecting = peer.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        await connecting;

        // Little room in between, so that a peer that does not read is soon felt.
        server.SendBufferSize = 16 * 1024;
        (IFrameSink sink, Func<ValueTask> letGo) = make(server);
        return new SinkLine(server, peer, sink, letGo);
    }

    /// <summary>Waits for the next callback.</summary>
    public async Task WritableAsync() => await _callbacks.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <summary>What the owner of a sink does when the lane has let go of it.</summary>
    public ValueTask LetGoAsync() => _letGo();

    /// <summary>Sends until the sink keeps a rest; gives how many bytes it was given.</summary>
    public int Fill(ReadOnlySpan<byte> frame)
    {
        for (int given = frame.Length; ; given += frame.Length)
        {
            SendOutcome outcome = Sink.TrySend(frame);
            if (outcome == SendOutcome.Pending)
            {
                return given;
            }

            Assert.Equal(SendOutcome.Sent, outcome);
        }
    }

    /// <summary>Reads exactly so many bytes at the peer's end.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        using var deadline = new CancellationTokenSource(Patience.Limit);
        for (int read = 0; read < count;)
        {
            int piece = await Peer.ReceiveAsync(bytes.AsMemory(read), deadline.Token);
            Assert.NotEqual(0, piece);
            read += piece;
        }

        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        Peer.Dispose();
        Server.Dispose();
        await LetGoAsync();
    }
}
