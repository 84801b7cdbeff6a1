using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>
/// Where records of the present epoch are kept after they were passed on. Thread-safe; may wait for a disk, so no lane
/// calls it but for the ring in memory.
/// </summary>
public interface IPastTicks
{
    /// <summary>Whether everything after a sequence, as far as it has been numbered, is kept.</summary>
    bool Keeps(ulong after);

    /// <summary>Copies the records that follow a sequence, in order: at least one, if there is any.</summary>
    /// <param name="after">The last sequence that is not wanted.</param>
    /// <param name="upTo">The last that is.</param>
    /// <param name="records">Where to; not empty.</param>
    PastRead Read(ulong after, ulong upTo, Span<Tick> records);

    /// <summary>The market as it stood at an instant; null when that is not kept.</summary>
    /// <param name="time">By this server's clock: what was received before it counts.</param>
    PastMoment? Find(UnixNanos time);
}
