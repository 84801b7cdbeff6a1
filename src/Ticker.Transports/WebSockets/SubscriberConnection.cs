using System.Buffers;
using System.Net.WebSockets;
using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The reading half of one connection: hands the peer's messages to the lane, in order, and tells it how the peer
/// ends. One task runs it.
/// </summary>
/// <param name="stream">The upgraded stream.</param>
/// <param name="subscriber">The writing half.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class SubscriberConnection(Stream stream, Subscriber subscriber, StreamEndpointOptions options, TimeProvider time)
{
    private const int FirstBuffer = 1024;
    private const int LargestKept = 64 * 1024;

    private readonly MessageRate _rate = new(options.MessagesPerSecond, options.MessageBurst, time);
    private byte[] _buffer = [];

    /// <summary>Reads until the peer ends, breaks a rule, or <paramref name="cancellation"/> says that the connection is over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // Not disposed: that would end the way out before the close frame has left.
        var inbound = new InboundStream(stream, subscriber, options, time);
        var socket = WebSocket.CreateFromStream(inbound, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while (await ReadMessageAsync(socket, cancellation).ConfigureAwait(false))
            {
                Shrink();
            }
        }
        catch (Exception end) when (end is WebSocketException or IOException or OperationCanceledException)
        {
            await EndAsync(inbound.Fault, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // A defect here must not leave the lane with a connection that nobody reads.
            subscriber.PeerGone();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    // False when the peer has sent a close frame.
    private async Task<bool> ReadMessageAsync(WebSocket socket, CancellationToken cancellation)
    {
        int length = 0;
        ValueWebSocketReceiveResult piece;
        do
        {
            if (length == _buffer.Length)
            {
                Grow(length);
            }

            piece = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            length += piece.Count;
        }
        while (!piece.EndOfMessage && piece.MessageType != WebSocketMessageType.Close);

        if (piece.MessageType == WebSocketMessageType.Close)
        {
            subscriber.PeerClosing(socket.CloseStatus is null or WebSocketCloseStatus.Empty ? 0 : (int)socket.CloseStatus);
            return false;
        }

        if (!_rate.TryTake())
        {
            subscriber.Close(CloseReason.TooFast, failed: false);
            return true;
        }

        ClientMessage? message = ClientMessageReader.Read(_buffer.AsSpan(0, length), out MessageFault? fault);
        if (message is null)
        {
            await subscriber.PostAsync(fault!, cancellation).ConfigureAwait(false);
        }
        else
        {
            await subscriber.PostAsync(message, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task EndAsync(InboundFault fault, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            return;
        }

        switch (fault)
        {
            case InboundFault.TooLong:
                subscriber.Close(new CloseReason((int)WebSocketCloseStatus.MessageTooBig, "too_long"), failed: true);
                break;
            case InboundFault.ReadDeadline:
                subscriber.Close(new CloseReason((int)WebSocketCloseStatus.ProtocolError, "read_deadline"), failed: true);
                break;
        }

        // After a broken rule nothing is read as frames any more; but unread bytes would turn the end of the
        // connection into a reset that can overtake the close frame. So they are read and dropped.
        try
        {
            while (await stream.ReadAsync(_buffer, cancellation).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            // The same as the end.
        }

        if (!cancellation.IsCancellationRequested)
        {
            subscriber.PeerGone();
        }
    }

    // One large message must not cost its room for as long as the connection lasts.
    private void Shrink()
    {
        if (_buffer.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        }
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, options.MaxMessage + 1));
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
