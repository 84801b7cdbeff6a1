using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>The market as a journal holds it from before the server started. Immutable.</summary>
public sealed record StoredMarket
{
    /// <summary>The epoch that the numbering goes on in.</summary>
    public required long Epoch { get; init; }

    /// <summary>The last number that may have been given; the next is one more, in a new epoch too.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The instruments, by number from 1.</summary>
    public IReadOnlyList<Instrument> Instruments { get; init; } = [];

    /// <summary>The feeds, by number, without a hole from 1.</summary>
    public IReadOnlyList<StoredFeed> Feeds { get; init; } = [];

    /// <summary>
    /// By ascending sequence, which none has twice: for each instrument the definitions of it by its feeds, and the newest tick of each kind.
    /// </summary>
    public IReadOnlyList<Tick> Records { get; init; } = [];
}
