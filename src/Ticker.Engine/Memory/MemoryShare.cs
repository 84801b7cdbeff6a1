namespace Ticker.Engine.Memory;

/// <summary>
/// What one owner holds of the server's memory: up to an allotment that was taken for it ahead, and beyond it what it
/// has asked the budget for. One thread at a time uses it.
/// </summary>
/// <param name="budget">Where what goes beyond the allotment is taken from.</param>
/// <param name="allotment">The bytes that somebody has taken for it already, and gives back.</param>
public sealed class MemoryShare(MemoryBudget budget, long allotment)
{
    /// <summary>Where what goes beyond the allotment is taken from.</summary>
    public MemoryBudget Budget { get; } = budget;

    /// <summary>The bytes that somebody has taken for it already.</summary>
    public long Allotment { get; } = allotment;

    /// <summary>The bytes it holds.</summary>
    public long Held { get; private set; }

    /// <summary>Of these, what was taken from the budget because it is more than the allotment.</summary>
    public long Beyond => Math.Max(0, Held - Allotment);

    /// <summary>Holds more, if the allotment or the budget has it; otherwise holds what it held.</summary>
    /// <param name="bytes">How much more; not below 0.</param>
    public bool TryHold(long bytes)
    {
        if (Held + bytes > Allotment && !Budget.TryTake(Math.Max(0, Held + bytes - Allotment) - Beyond))
        {
            return false;
        }

        Held += bytes;
        return true;
    }

    /// <summary>Holds more in any case, beyond the budget's limit if need be.</summary>
    /// <param name="bytes">How much more; not below 0.</param>
    public void Hold(long bytes)
    {
        if (!TryHold(bytes))
        {
            long before = Beyond;
            Held += bytes;
            Budget.Take(Beyond - before);
        }
    }

    /// <summary>Holds less.</summary>
    /// <param name="bytes">How much less; not below 0, and not more than it holds.</param>
    public void Return(long bytes)
    {
        long before = Beyond;
        Held -= bytes;
        if (before > 0)
        {
            Budget.Give(before - Beyond);
        }
    }
}
