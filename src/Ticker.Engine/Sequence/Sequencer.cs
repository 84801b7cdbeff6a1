using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>
/// Gives every record its one position. There is exactly one, and one thread at a time uses it: that is what makes
/// the order.
/// </summary>
/// <param name="epoch">The numbering's birth, milliseconds since the UNIX epoch; below 2^53.</param>
/// <param name="last">The last number that was given; 0 = none.</param>
public sealed class Sequencer(long epoch, ulong last = 0)
{
    private ulong _last = last;

    /// <summary>The numbering's birth.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>The last number given. Any thread may read.</summary>
    public ulong Last => Volatile.Read(ref _last);

    /// <summary>Numbers the records of a batch, in order, without a hole; of one that is numbered, keeps what it can.</summary>
    public void Stamp(TickBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.IsNumbered)
        {
            Keep(batch);
            return;
        }

        ulong sequence = _last;
        foreach (ref Tick tick in batch.Ticks)
        {
            tick = tick with { Sequence = ++sequence };
        }

        Volatile.Write(ref _last, sequence);
    }

    // A number that goes on from the last is kept, and so is the hole before it. What is no tick and has none of its own
    // stands at the last; a tick never does.
    private void Keep(TickBatch batch)
    {
        ulong last = _last;
        foreach (ref Tick tick in batch.Ticks)
        {
            last = tick.Sequence > last ? tick.Sequence : tick.Kind >= TickKind.Definition ? last : last + 1;
            tick = tick with { Sequence = last };
        }

        Volatile.Write(ref _last, last);
    }
}
