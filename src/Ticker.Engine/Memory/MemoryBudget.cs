namespace Ticker.Engine.Memory;

/// <summary>
/// The bytes that connections and subscriptions of the whole server may take, one figure for all lanes and
/// transports. Whoever needs memory that can grow takes the bytes first and gives them back with the memory.
/// Thread-safe; never waits.
/// </summary>
public sealed class MemoryBudget
{
    private long _taken;
    private long _forced;

    /// <summary>A budget of which nothing is taken.</summary>
    /// <param name="limit">The most bytes; at least 1.</param>
    public MemoryBudget(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        Limit = limit;
    }

    /// <summary>The most bytes.</summary>
    public long Limit { get; }

    /// <summary>The bytes that are taken now. Above <see cref="Limit"/> only by what was taken with <see cref="Take"/>.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>The bytes that may still be taken; 0 when it is overdrawn.</summary>
    public long Left => Math.Max(0, Limit - Taken);

    /// <summary>All bytes that were ever taken with <see cref="Take"/>, given back or not.</summary>
    public long Forced => Volatile.Read(ref _forced);

    /// <summary>Takes bytes if they fit; otherwise takes nothing.</summary>
    /// <param name="bytes">How many; not below 0. None always fit.</param>
    public bool TryTake(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long taken = Volatile.Read(ref _taken);
        while (bytes > 0)
        {
            if (bytes > Limit - taken)
            {
                return false;
            }

            long before = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (before == taken)
            {
                break;
            }

            taken = before;
        }

        return true;
    }

    /// <summary>Takes bytes beyond the limit if need be, for what has to be served in any case. Until as much is given back, nobody else gets any.</summary>
    /// <param name="bytes">How many; not below 0.</param>
    public void Take(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _forced, bytes);
        Interlocked.Add(ref _taken, bytes);
    }

    /// <summary>Gives bytes back.</summary>
    /// <param name="bytes">How many; not below 0, and not more than were taken.</param>
    public void Give(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _taken, -bytes);
    }
}
