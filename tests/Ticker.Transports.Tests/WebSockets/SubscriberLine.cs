using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Protocol;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>A subscriber of a real pipeline whose connection is only a socket; its peer is .NET's WebSocket on the other end.</summary>
internal sealed class SubscriberLine : IAsyncDisposable
{
    private readonly Pipeline _pipeline;
    private readonly SocketSink _sink;

    private SubscriberLine(Pipeline pipeline, Socket server, Socket peer, StreamEndpointOptions options)
    {
        (_pipeline, PeerSocket) = (pipeline, peer);
        Peer = WebSocket.CreateFromStream(new NetworkStream(peer), isServer: false, null, Timeout.InfiniteTimeSpan);
        _sink = new SocketSink(server, options.UnsentLowWater, options.ReaderLag, TimeProvider.System);
        var subscriber = new Subscriber(_sink, WireEncoding.Json);
        pipeline.Join(subscriber);
        Socket = new SubscriberSocket(server, subscriber, new Inbound(subscriber, inflates: false, options, pipeline.Memory, TimeProvider.System), TimeProvider.System);
    }

    public Socket PeerSocket { get; }

    public WebSocket Peer { get; }

    public SubscriberSocket Socket { get; }

    public static async Task<SubscriberLine> OpenAsync(StreamEndpointOptions? options = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connecting = peer.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        await connecting;
        var pipeline = new Pipeline(new PipelineOptions(), TimeProvider.System, failure => Assert.Fail(failure.ToString()));
        pipeline.Start();
        return new SubscriberLine(pipeline, server, peer, options ?? new());
    }

    /// <summary>A message as a client's frame, masked.</summary>
    public static byte[] Frame(string message)
    {
        var bytes = new MemoryStream();
        using WebSocket writer = WebSocket.CreateFromStream(bytes, isServer: false, null, Timeout.InfiniteTimeSpan);
        writer.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, default).GetAwaiter().GetResult();
        return bytes.ToArray();
    }

    /// <summary>Reads at the peer's end until the pong of a ping comes.</summary>
    public async Task<Pong> PongAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult read = await Peer.ReceiveAsync(buffer, default).WaitAsync(Patience.Limit);
            if (ServerMessageReader.Read(buffer.AsSpan(0, read.Count), out _) is Pong pong)
            {
                return pong;
            }
        }
    }

    /// <summary>Reads at the peer's end until the server closes; its code.</summary>
    public async Task<int> CloseAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        while ((await Peer.ReceiveAsync(buffer, default).WaitAsync(Patience.Limit)).MessageType != WebSocketMessageType.Close)
        {
        }

        return (int)Peer.CloseStatus!;
    }

    public async ValueTask DisposeAsync()
    {
        Peer.Dispose();
        PeerSocket.Dispose();
        await _pipeline.DisposeAsync();
        _sink.Dispose();
    }
}
