using System.Net.Sockets;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class SocketSinkTests : SinkContract
{
    private const int UnsentLowWater = 16 * 1024;

    private static readonly TimeSpan ReaderLag = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task EndOutput_OfASocket_IsTheEndThatThePeerReads()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        line.Sink.EndOutput();
        Assert.Equal(0, await line.Peer.ReceiveAsync(new byte[1]).WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Kernel_OfAPeerThatDoesNotRead_HoldsLittle()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        int given = line.Fill(new byte[1_000]);
        Assert.InRange(given, UnsentLowWater, 256 * 1024);
    }

    [Fact]
    public void Constructor_WithASocketThatIsGone_SaysSo()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new SocketSink(socket, UnsentLowWater, ReaderLag, TimeProvider.System));
    }

    private protected override (IFrameSink Sink, Func<ValueTask> LetGo) Make(Socket server)
    {
        var sink = new SocketSink(server, UnsentLowWater, ReaderLag, TimeProvider.System);
        return (sink, () =>
        {
            sink.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
