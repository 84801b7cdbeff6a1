using System.Buffers;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.Roads;

/// <summary>
/// The way out of an answer without end. What is sent first is kept until the answer has begun: by it the request is
/// told whether there is to be one. The lane sends, the request's task begins.
/// </summary>
/// <param name="body">The way on, which is the lane's once the answer has begun.</param>
internal sealed class HttpSink(IFrameSink body) : IFrameSink
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action _writable = static () => { };
    private byte[] _kept = [];
    private int _count;
    private volatile bool _hasBegun;

    /// <summary>Completes when something was sent.</summary>
    public Task First => _first.Task;

    /// <summary>What was sent first, until <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Kept => _kept.AsSpan(0, _count);

    /// <inheritdoc/>
    public long Unsent => _count + body.Unsent;

    /// <inheritdoc/>
    public void Attach(Action writable)
    {
        _writable = writable;
        body.Attach(writable);
    }

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        if (_hasBegun)
        {
            return body.TrySend(frames);
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

    /// <summary>Sends what was kept, behind the head of the answer, which has left; what follows is the lane's to send.</summary>
    public void Begin()
    {
        (byte[] kept, int count) = (_kept, _count);
        (_kept, _count) = ([], 0);
        _hasBegun = true;

        // Until it calls back, the lane gives nothing; where it took all, or is broken, it does not by itself.
        if (body.TrySend(kept.AsSpan(0, count)) is SendOutcome.Sent or SendOutcome.Broken)
        {
            _writable();
        }

        ArrayPool<byte>.Shared.Return(kept);
    }
}
