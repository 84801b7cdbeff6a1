namespace Ticker.Engine.Normalize;

/// <summary>
/// Keeps empty batches for use again. Bounded: what is returned beyond its capacity goes to the garbage collector.
/// Thread-safe.
/// </summary>
/// <param name="capacity">The most idle batches kept; each is 16 KiB.</param>
public sealed class TickBatchPool(int capacity = TickBatchPool.Usual)
{
    /// <summary>The most idle batches that are usually kept.</summary>
    public const int Usual = 512;

    private readonly Lock _lock = new();
    private readonly TickBatch[] _idle = new TickBatch[capacity];
    private int _count;

    /// <summary>How many batches lie idle.</summary>
    public int Idle => Volatile.Read(ref _count);

    /// <summary>An empty batch, held once.</summary>
    public TickBatch Rent()
    {
        TickBatch? batch = null;
        lock (_lock)
        {
            if (_count > 0)
            {
                batch = _idle[--_count];
            }
        }

        batch ??= new TickBatch(this);
        batch.Share(1);
        return batch;
    }

    internal void Return(TickBatch batch)
    {
        batch.Clear();
        lock (_lock)
        {
            if (_count < _idle.Length)
            {
                _idle[_count++] = batch;
            }
        }
    }
}
