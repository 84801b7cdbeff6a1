using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>
/// Which part of the stream is meant, in the stream's own order: with positions what comes after <see cref="From"/>, up to
/// and with <see cref="To"/>; with times from the first record that was received then or later, to the last before the
/// first that was received at <see cref="To"/> or later. Ranges that meet share nothing and leave nothing out. Immutable.
/// </summary>
public sealed record HistoryRange
{
    /// <summary>Where it begins; null = with the oldest that is kept.</summary>
    public HistoryBound? From { get; init; }

    /// <summary>Where it ends; null = with the newest there is.</summary>
    public HistoryBound? To { get; init; }

    /// <summary>Which kinds of tick.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>What is wrong with it, for a person to read; null when nothing is.</summary>
    public string? Check() =>
        (From?.Time is { } from && To?.Time is { } to && from > to)
        || (From?.Position is { } after && To?.Position is { } last && HistoryOrder.Compare(after, last) > 0)
            ? "from is after to"
            : null;
}
