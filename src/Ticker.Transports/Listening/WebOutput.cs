using System.Buffers;
using System.IO.Pipelines;

namespace Ticker.Transports.Listening;

/// <summary>
/// Writes to a stream; an awaited flush means that the stream has taken all of it. A connection that is gone is told as
/// Kestrel's own transport tells it: by a flush that says "completed", never by an exception. One writer at a time.
/// </summary>
internal sealed class WebOutput : PipeWriter
{
    private readonly PipeWriter _inner;
    private bool _gone;

    public WebOutput(Stream stream, MemoryPool<byte> pool) =>
        _inner = Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _inner.UnflushedBytes;

    public override void Advance(int bytes) => _inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_gone)
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }

        try
        {
            return await _inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            _gone = true;
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }

    // Kestrel flushes what is to leave before it ends a connection; anything else in here has nobody waiting for it.
    public override void Complete(Exception? exception = null) => _inner.Complete(exception ?? new OperationCanceledException());

    public override ValueTask CompleteAsync(Exception? exception = null) => _inner.CompleteAsync(exception ?? new OperationCanceledException());
}
