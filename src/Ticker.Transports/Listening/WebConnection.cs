using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Ticker.Transports.Listening;

/// <summary>
/// A TCP connection as Kestrel serves it: a pipe that is filled from the socket, and a writer whose awaited flush means
/// "in the kernel". Whoever handles an upgraded request may ask for the socket itself: then Kestrel ends its part, all
/// that it holds for a connection is garbage, and the socket lives on with its new owner. Kestrel's own transport closes
/// the socket with the request, so that a connection that idles for hours holds on to a parsed request all that time.
/// </summary>
public sealed class WebConnection : DefaultConnectionContext, IMemoryPoolFeature, IThreadPoolWorkItem
{
    private const long MostUnread = 64 * 1024;
    private const int SmallestRead = 2048;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Socket _socket;
    private readonly Pipe _input;
    private readonly PipeWriter _output;
    private Task _receiving = Task.CompletedTask;
    private Action<Socket>? _successor;
    private volatile bool _leaving;
    private int _disposed;

    internal WebConnection(string id, Socket socket, MemoryPool<byte> pool)
        : base(id)
    {
        _socket = socket;
        MemoryPool = pool;
        _input = new Pipe(new PipeOptions(pool, pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, useSynchronizationContext: false));
        _output = new WebOutput(new NetworkStream(socket), pool);
        Transport = new WebDuplex(_input.Reader, _output);
        Application = Transport;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Features.Set(this);
        Features.Set<IMemoryPoolFeature>(this);
    }

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <summary>
    /// The socket, for an answer whose head has left: until the request's handler returns, Kestrel writes nothing. Who
    /// sends on it must have ended by then, and never closes it.
    /// </summary>
    public Socket Socket => _socket;

    /// <summary>
    /// Stops reading from the socket. What was read already comes out of the request's stream, and then its end.
    /// </summary>
    public async Task StopReadingAsync()
    {
        _leaving = true;
        _input.Writer.CancelPendingFlush();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
    }

    /// <summary>
    /// Gives the socket away as soon as Kestrel has ended its part, which the return of the request's handler begins.
    /// Only after <see cref="StopReadingAsync"/>, and when nothing is written any more.
    /// </summary>
    /// <param name="successor">Owns the socket from then on, and must close it. It may have been closed already, by an abort. Must not throw.</param>
    public void HandOver(Action<Socket> successor) => _successor = successor;

    /// <summary>How many unsent bytes the kernel may hold; nothing happens when the connection is gone.</summary>
    public void LimitUnsent(int most)
    {
        try
        {
            UnsentBytes.Limit(_socket, most);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // There is nobody left to send to.
        }
    }

    /// <summary>Says that nothing follows what was sent: the peer reads the end, while what it still sends is read.</summary>
    public void EndOutput()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // There is nobody left to tell.
        }
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        // With a reset: there may be a peer that does not read.
        _socket.Close(0);
        TellClosed();
    }

    /// <summary>Ends Kestrel's part; the first call does, any other does nothing.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await Transport.Input.CompleteAsync().ConfigureAwait(false);
        await Transport.Output.CompleteAsync().ConfigureAwait(false);
        if (_successor is null)
        {
            End();
        }

        await _receiving.ConfigureAwait(false);
        _stop.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
        if (_successor is not null)
        {
            // Not on Kestrel's stack, and without its execution context: both would be kept alive by what follows.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => _successor!(_socket);

    internal void Start() => _receiving = ReceiveAsync();

    private async Task ReceiveAsync()
    {
        Exception? error = null;
        try
        {
            while (await ReadAsync().ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (_leaving)
        {
            // What has not been read is the next owner's.
        }
        catch (Exception aborted) when (aborted is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            error = new ConnectionAbortedException();
        }
        catch (SocketException broken)
        {
            error = new ConnectionResetException(broken.Message, broken);
        }

        await _input.Writer.CompleteAsync(error).ConfigureAwait(false);
        if (!_leaving)
        {
            TellClosed();
        }
    }

    // Not on this stack: whoever waits for it may do anything.
    private void TellClosed() => ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);

    // False at the end, or when nobody reads any more. Holds no memory while there is nothing to read.
    private async ValueTask<bool> ReadAsync()
    {
        await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, _stop.Token).ConfigureAwait(false);

        // Which may have been a false alarm: this one must end with the other.
        int read = await _socket.ReceiveAsync(_input.Writer.GetMemory(SmallestRead), SocketFlags.None, _stop.Token).ConfigureAwait(false);
        if (read == 0)
        {
            return false;
        }

        _input.Writer.Advance(read);
        FlushResult flushed = await _input.Writer.FlushAsync().ConfigureAwait(false);
        return !flushed.IsCompleted && !flushed.IsCanceled && !_leaving;
    }

    private void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is closed already, by the peer or by an abort.
        }

        _socket.Dispose();
    }
}
