using System.Buffers;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The way out where the bytes are transformed on their way (TLS, HTTP/2): a stream, written to once at a time. A
/// write that does not complete at once is "not now", and its completion is "writable again".
/// </summary>
/// <param name="stream">The upgraded stream; its owner closes it.</param>
public sealed class StreamSink(Stream stream) : IFrameSink
{
    private Action _writable = static () => { };
    private Task _write = Task.CompletedTask;
    private volatile bool _broken;

    /// <summary>Completes when no write is under way. To be awaited after the lane has let go.</summary>
    public Task Idle => _write;

    /// <inheritdoc/>
    public void Attach(Action writable) => _writable = writable;

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        if (_broken)
        {
            return SendOutcome.Broken;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(frames.Length);
        frames.CopyTo(buffer);
        Task write = WriteAsync(buffer, frames.Length);
        if (write.IsCompleted)
        {
            return _broken ? SendOutcome.Broken : SendOutcome.Sent;
        }

        _write = SignalAsync(write);
        return SendOutcome.Pending;
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        // A stream has no end of its own: the connection's end follows when the request is over.
    }

    private async Task WriteAsync(byte[] buffer, int count)
    {
        try
        {
            await stream.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            _broken = true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SignalAsync(Task write)
    {
        await write.ConfigureAwait(false);
        _writable();
    }
}
