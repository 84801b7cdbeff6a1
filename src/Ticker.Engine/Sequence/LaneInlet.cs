using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ticker.Engine.Normalize;

namespace Ticker.Engine.Sequence;

/// <summary>
/// The bounded channel from the sequencer to one lane. Full means that the sequencer waits, and through it every
/// feed: a lane that stalls is felt rather than hidden.
/// </summary>
public sealed class LaneInlet : IDisposable
{
    private readonly Channel<TickBatch> _channel;
    private readonly int _capacity;

    /// <summary>Makes an inlet.</summary>
    /// <param name="capacity">The most batches queued.</param>
    /// <param name="woken">Called when the lane is woken, for a lane that has no thread; null = nobody.</param>
    public LaneInlet(int capacity, Action? woken = null)
    {
        _capacity = capacity;
        Wake = new WakeSignal(woken);
        _channel = Channel.CreateBounded<TickBatch>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>Wakes the lane.</summary>
    public WakeSignal Wake { get; }

    /// <summary>How many batches are queued.</summary>
    public int Count => _channel.Reader.Count;

    /// <summary>Whether so many batches are queued that the sequencer may soon have to wait.</summary>
    public bool IsHalfFull => Count > _capacity / 2;

    /// <summary>Takes the next batch, if there is one. Only the lane calls this.</summary>
    public bool TryRead(out TickBatch batch) => _channel.Reader.TryRead(out batch!);

    /// <summary>Hands a batch over if there is room. Only the sequencer calls this.</summary>
    public bool TryWrite(TickBatch batch)
    {
        bool written = _channel.Writer.TryWrite(batch);
        Wake.Set();
        return written;
    }

    /// <summary>Hands a batch over, waiting for room. Only the sequencer calls this.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(TickBatch batch, CancellationToken cancellation)
    {
        await _channel.Writer.WriteAsync(batch, cancellation).ConfigureAwait(false);
        Wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => Wake.Dispose();
}
