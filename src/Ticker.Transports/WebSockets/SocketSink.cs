using System.Buffers;
using System.Net.Sockets;
using Ticker.Engine.Deliver;
using Ticker.Transports.Listening;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The way out of a plain HTTP/1.1 WebSocket: the connection's own socket, sent to from the lane without a thread or
/// a copy in between. What the kernel does not take at once is sent by one asynchronous send, whose completion is
/// "writable again". A peer that is far behind in reading is given nothing for a while, as if its socket were full.
/// Nothing else may write to the connection once the lane has this sink.
/// </summary>
public sealed class SocketSink : IFrameSink, IDisposable
{
    private const int Sending = 1;
    private const int Disposed = 2;

    // Looking costs a system call: a small part of what so many bytes have cost.
    private const int BytesBetweenLooks = 32 * 1024;
    private const int FewBytesBetweenLooks = 4 * 1024;
    private const long MsBetweenLooks = 50;

    private readonly Socket _socket;
    private readonly ReaderLag? _lag;
    private readonly TimeProvider _time;
    private Action _writable = static () => { };
    private SocketAsyncEventArgs? _rest;
    private ITimer? _hold;
    private int _state;
    private int _sentSinceLook;
    private long _nextLook;

    /// <summary>Prepares a socket.</summary>
    /// <param name="socket">The connection's socket; its owner closes it.</param>
    /// <param name="unsentLowWater">The unsent bytes that the kernel may hold.</param>
    /// <param name="readerLag">How far the peer may be behind in reading before it is held back; zero = as far as it likes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ObjectDisposedException">The connection is gone already; so with <see cref="SocketException"/>.</exception>
    public SocketSink(Socket socket, int unsentLowWater, TimeSpan readerLag, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(socket);
        (_socket, _time) = (socket, time);
        _lag = readerLag > TimeSpan.Zero ? new ReaderLag(readerLag) : null;
        socket.Blocking = false;
        socket.NoDelay = true;
        UnsentBytes.Limit(socket, unsentLowWater);
    }

    /// <inheritdoc/>
    /// <remarks>What is under way may be counted twice: it stands in the kernel as it goes.</remarks>
    public long Unsent => ((Volatile.Read(ref _state) & Sending) != 0 ? _rest!.Count : 0) + (TcpWindow.TryRead(_socket, out TcpWindow window) ? window.Unsent : 0);

    /// <inheritdoc/>
    public void Attach(Action writable) => _writable = writable;

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        try
        {
            int sent = _socket.Send(frames, SocketFlags.None, out SocketError error);
            return error switch
            {
                SocketError.Success when sent == frames.Length => Hold(sent),
                SocketError.Success => SendRest(frames[sent..]),
                SocketError.WouldBlock or SocketError.TryAgain => SendRest(frames),
                _ => SendOutcome.Broken,
            };
        }
        catch (ObjectDisposedException)
        {
            return SendOutcome.Broken;
        }
    }

    /// <inheritdoc/>
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

    /// <summary>
    /// Frees what sending needed; the lane must have let go. A send that is still under way - its socket has been
    /// closed, and the news of that travels on another thread - frees it when it ends.
    /// </summary>
    public void Dispose()
    {
        _hold?.Dispose();
        if ((Interlocked.Or(ref _state, Disposed) & Sending) == 0)
        {
            _rest?.Dispose();
        }
    }

    // Whether the peer is to be given nothing for a while, then not Sent: a timer says that the way is free again.
    private SendOutcome Hold(int sent)
    {
        _sentSinceLook += sent;
        if (_lag is null || _sentSinceLook < FewBytesBetweenLooks)
        {
            return SendOutcome.Sent;
        }

        long now = (long)_time.GetElapsedTime(0).TotalMilliseconds;
        if (_sentSinceLook < BytesBetweenLooks && now < _nextLook)
        {
            return SendOutcome.Sent;
        }

        // Also where there is nothing to be read: else every send would try again.
        (_sentSinceLook, _nextLook) = (0, now + MsBetweenLooks);
        if (!TcpWindow.TryRead(_socket, out TcpWindow window))
        {
            return SendOutcome.Sent;
        }

        TimeSpan hold = _lag.Look(window, now);
        if (hold == TimeSpan.Zero)
        {
            return SendOutcome.Sent;
        }

        _hold ??= _time.CreateTimer(static sink => ((SocketSink)sink!)._writable(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // After a hold every send looks: whether the peer goes on reading is what counts then.
        (_sentSinceLook, _nextLook) = (FewBytesBetweenLooks, 0);
        _hold.Change(hold, Timeout.InfiniteTimeSpan);
        return _lag.ReadsNothing ? SendOutcome.Unread : SendOutcome.Held;
    }

    private SendOutcome SendRest(ReadOnlySpan<byte> rest)
    {
        if (_rest is null)
        {
            _rest = new SocketAsyncEventArgs();
            _rest.Completed += (_, _) => Completed();
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(buffer);
        _rest.SetBuffer(buffer, 0, rest.Length);
        Interlocked.Or(ref _state, Sending);
        bool pending = false;
        try
        {
            pending = Go();
        }
        finally
        {
            if (!pending)
            {
                Interlocked.And(ref _state, ~Sending);
            }
        }

        int length = rest.Length;
        return pending ? SendOutcome.Pending : !Finish() ? SendOutcome.Broken : Hold(length);
    }

    // True when the completion will be told by another thread.
    private bool Go()
    {
        do
        {
            if (_socket.SendAsync(_rest!))
            {
                return true;
            }
        }
        while (Advance());
        return false;
    }

    // True when there is still something to send.
    private bool Advance()
    {
        SocketAsyncEventArgs rest = _rest!;
        if (rest.SocketError != SocketError.Success || rest.BytesTransferred == 0 || rest.BytesTransferred == rest.Count)
        {
            return false;
        }

        rest.SetBuffer(rest.Offset + rest.BytesTransferred, rest.Count - rest.BytesTransferred);
        return true;
    }

    private void Completed()
    {
        try
        {
            if (Advance() && Go())
            {
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            // The next send will tell that the connection is gone.
        }

        int sent = _rest!.Offset + _rest.BytesTransferred;
        bool whole = Finish();

        // Before the lane can hear that the way is free, by a timer or at once: its next send sets the flag again.
        if ((Interlocked.And(ref _state, ~Sending) & Disposed) != 0)
        {
            _rest!.Dispose();
            return;
        }

        if (!whole || Hold(sent) == SendOutcome.Sent)
        {
            _writable();
        }
    }

    private bool Finish()
    {
        SocketAsyncEventArgs rest = _rest!;
        bool sent = rest.SocketError == SocketError.Success;
        byte[] buffer = rest.Buffer!;
        rest.SetBuffer(null, 0, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return sent;
    }
}
