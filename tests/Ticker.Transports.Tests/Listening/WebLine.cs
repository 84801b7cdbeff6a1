using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Ticker.Transports.Listening;

namespace Ticker.Transports.Tests.Listening;

/// <summary>A connection that the web transport accepted, and the socket of its peer.</summary>
internal sealed class WebLine : IAsyncDisposable
{
    private readonly IConnectionListener _listener;

    private WebLine(IConnectionListener listener, WebConnection connection, Socket peer) => (_listener, Connection, Peer) = (listener, connection, peer);

    public WebConnection Connection { get; }

    public Socket Peer { get; }

    public static async Task<WebLine> OpenAsync()
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        IConnectionListener listener = await new WebTransport([endpoint], new SharedPools()).BindAsync(endpoint);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.EndPoint).WaitAsync(Patience.Limit);
        ConnectionContext? accepted = await listener.AcceptAsync().AsTask().WaitAsync(Patience.Limit);
        return new WebLine(listener, Assert.IsType<WebConnection>(accepted), peer);
    }

    /// <summary>What comes next at the peer's end; empty at the end.</summary>
    public async Task<byte[]> ReadAsync()
    {
        byte[] bytes = new byte[1_000];
        int read = await Peer.ReceiveAsync(bytes).WaitAsync(Patience.Limit);
        return bytes[..read];
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        Peer.Dispose();
        await _listener.DisposeAsync();
    }

    internal sealed class SharedPools : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => MemoryPool<byte>.Shared;
    }
}
