using System.Buffers;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Roads;

/// <summary>
/// The way out of an answer without end. What is sent first is kept until the answer has begun: by it the request is
/// told whether there is to be one. The lane sends, the request's task begins.
/// </summary>
/// <param name="body">The answer's body; its owner ends it.</param>
/// <param name="mostUnsent">With so many bytes waiting or being written it takes no more.</param>
internal sealed class HttpSink(Stream body, int mostUnsent) : IFrameSink
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamSink _inner = new(body, mostUnsent);
    private Action _writable = static () => { };
    private byte[] _kept = [];
    private int _count;
    private volatile bool _hasBegun;

    /// <summary>Completes when something was sent.</summary>
    public Task First => _first.Task;

    /// <summary>What was sent first, until <see cref="BeginAsync"/>.</summary>
    public ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _count);

    /// <summary>Completes when no write is under way. To be awaited after the lane has let go.</summary>
    public Task Idle => _inner.Idle;

    /// <inheritdoc/>
    public void Attach(Action writable)
    {
        _writable = writable;
        _inner.Attach(writable);
    }

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        if (_hasBegun)
        {
            return _inner.TrySend(frames);
        }

        _kept = ArrayPool<byte>.Shared.Rent(frames.Length);
        frames.CopyTo(_kept);
        _count = frames.Length;
        _first.TrySetResult();
        return SendOutcome.Pending;
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        // The answer's end follows when the request is over.
    }

    /// <summary>Begins the answer with what was kept; what follows is the lane's to send.</summary>
    /// <param name="greeting">What stands before it.</param>
    public async Task BeginAsync(ReadOnlyMemory<byte> greeting)
    {
        await body.WriteAsync(greeting).ConfigureAwait(false);
        await body.WriteAsync(_kept.AsMemory(0, _count)).ConfigureAwait(false);
        await body.FlushAsync().ConfigureAwait(false);
        ArrayPool<byte>.Shared.Return(_kept);
        (_kept, _count) = ([], 0);
        _hasBegun = true;
        _writable();
    }
}
