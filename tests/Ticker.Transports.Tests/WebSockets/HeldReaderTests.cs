using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A peer with the receive buffer that every client has, which the server cannot see into but for the window.</summary>
public sealed class HeldReaderTests : IDisposable
{
    private static readonly byte[] Frame = new byte[1_000];

    private readonly ManualTime _time = new();
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;
    private readonly SocketSink _sink;
    private readonly Channel<bool> _writable = Channel.CreateBounded<bool>(10);
    private int _sent;

    public HeldReaderTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _sink = new SocketSink(_server, 16 * 1024, TimeSpan.FromMilliseconds(250), _time);
        _sink.Attach(() => _writable.Writer.TryWrite(true));
    }

    public void Dispose()
    {
        _sink.Dispose();
        _server.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task TcpWindow_OfAPeerThatDoesNotRead_Shrinks()
    {
        Assert.True(TcpWindow.TryRead(_server, out TcpWindow before));
        await LeaveMuchUnreadAsync();
        Assert.True(TcpWindow.TryRead(_server, out TcpWindow after));
        Assert.Equal(_sent, after.Acknowledged - before.Acknowledged);
        Assert.True(after.Offered < before.Offered, $"{before} and then {after}");
    }

    [Fact]
    public async Task TrySend_ToAPeerThatLeavesMuchUnread_HoldsBackAndGoesOnWhenItHasRead()
    {
        await LeaveMuchUnreadAsync();
        _time.Advance(TimeSpan.FromMilliseconds(ReaderLag.RateSpan));

        // The kernel would take more, and has given away all that it was given: it is held back before its socket is full.
        Assert.True(Send(5) is SendOutcome.Held or SendOutcome.Unread);
        await _writable.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
        await ReadAsync(_sent);

        // What the kernel tells may be from before it was read: then one more send finds out.
        for (int holds = 0; Send(1) != SendOutcome.Sent; holds++)
        {
            Assert.InRange(holds, 0, 2);
            await _writable.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
            await ReadAsync(1_000);
        }

        await ReadAsync(1_000);
        for (int n = 0; n < 40; n++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(60));
            Assert.Equal(SendOutcome.Sent, Send(5));
            await ReadAsync(5_000);
        }
    }

    [Fact]
    public async Task TrySend_ToAPeerThatReads_NeverHoldsBack()
    {
        for (int n = 0; n < 100; n++)
        {
            Assert.Equal(SendOutcome.Sent, Send(12));
            await ReadAsync(12_000);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    private SendOutcome Send(int frames)
    {
        var outcome = SendOutcome.Sent;
        for (int n = 0; n < frames && outcome == SendOutcome.Sent; n++)
        {
            outcome = _sink.TrySend(Frame);
            _sent += Frame.Length;
        }

        return outcome;
    }

    // At first a kernel offers less than it has: what lies there is seen when it comes to the rest.
    private async Task LeaveMuchUnreadAsync()
    {
        long widest = 0;
        while (true)
        {
            Assert.Equal(SendOutcome.Sent, Send(5));
            TcpWindow window = await AllTakenAsync();
            widest = Math.Max(widest, window.Offered);
            if (widest - window.Offered > ReaderLag.LeastUnread + 4_000)
            {
                return;
            }

            _time.Advance(TimeSpan.FromMilliseconds(ReaderLag.RateSpan / 100.0));
        }
    }

    // Acknowledgements come when the peer's kernel sees fit.
    private async Task<TcpWindow> AllTakenAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            Assert.True(TcpWindow.TryRead(_server, out TcpWindow window));
            if (window.Acknowledged >= _sent)
            {
                return window;
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task ReadAsync(int bytes)
    {
        var buffer = new byte[bytes];
        using var patience = new CancellationTokenSource(Patience.Limit);
        for (int read = 0; read < bytes;)
        {
            read += await _peer.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None, patience.Token);
        }
    }
}
