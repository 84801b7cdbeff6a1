using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Engine.Recover;

/// <summary>All that is kept: what is recent from memory, what is older from where it is kept. Thread-safe.</summary>
/// <param name="recent">The newest records.</param>
/// <param name="kept">What is kept beyond these; null = nothing.</param>
internal sealed class Past(RecentTicks recent, IPastTicks? kept) : IPastTicks
{
    /// <inheritdoc/>
    public bool Keeps(ulong after) => recent.Keeps(after) || kept?.Keeps(after) == true;

    /// <inheritdoc/>
    public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
    {
        if (kept is not null && !recent.Keeps(after))
        {
            PastRead read = kept.Read(after, upTo, records);
            return read.Count > 0 ? read : recent.Read(after, upTo, records) with { Cause = read.Cause };
        }

        return recent.Read(after, upTo, records);
    }

    /// <inheritdoc/>
    public PastMoment? Find(UnixNanos time) => (kept ?? recent).Find(time);
}
