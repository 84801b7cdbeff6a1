using System.Buffers.Binary;
using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// What the WebSocket of a connection reads from and answers into. Reading goes to the upgraded stream; what the
/// WebSocket writes of its own accord - pongs, and the close after a broken rule - is handed to the lane, which
/// alone writes to the connection. Disposing only marks the end, so that the close frame leaves first.
/// </summary>
/// <param name="inner">The upgraded stream.</param>
/// <param name="subscriber">Whose connection it is.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class InboundStream(Stream inner, Subscriber subscriber, StreamEndpointOptions options, TimeProvider time) : Stream
{
    private readonly FrameTracker _tracker = new(options.MaxMessage);
    private long _headerSince;

    /// <summary>Why reading ended, where the WebSocket does not know.</summary>
    public InboundFault Fault { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = _tracker.InHeader
            ? await ReadHeaderAsync(buffer, cancellationToken).ConfigureAwait(false)
            : await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Follow(buffer.Span[..read]);
        if (_tracker.TooLong)
        {
            Fault = InboundFault.TooLong;
            throw new IOException("the message is longer than it may be");
        }

        return read;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Always one whole control frame, unmasked: the WebSocket is never asked to send anything else.
        ReadOnlySpan<byte> frame = buffer.Span;
        ReadOnlySpan<byte> payload = frame[2..];
        switch ((WebSocketOpcode)(frame[0] & 0x0F))
        {
            case WebSocketOpcode.Pong:
                subscriber.Pinged(payload);
                break;
            case WebSocketOpcode.Close:
                int code = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0;
                subscriber.Close(new CloseReason(code, ""), failed: true);
                break;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Follow(ReadOnlySpan<byte> bytes)
    {
        bool before = _tracker.InHeader;
        int pongs = _tracker.Pongs;
        _tracker.Follow(bytes);
        if (_tracker.Pongs != pongs)
        {
            subscriber.Alive();
        }

        if (_tracker.InHeader && !before)
        {
            _headerSince = time.GetTimestamp();
        }
    }

    private async ValueTask<int> ReadHeaderAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        TimeSpan left = options.ReadDeadline - time.GetElapsedTime(_headerSince);
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            Fault = InboundFault.ReadDeadline;
            throw new IOException("the frame's header did not come to its end in time");
        }
    }
}
