using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>The market as a recording has it at one position: the newest of everything. Immutable; safe to read from any thread.</summary>
public sealed record RecordedMarket
{
    /// <summary>As of this record, and with it.</summary>
    public required StreamPosition Position { get; init; }

    /// <summary>The latest receive time up to there; <see cref="UnixNanos.None"/> when there is no record.</summary>
    public required UnixNanos Time { get; init; }

    /// <summary>The feeds, by number, and how far each had come.</summary>
    public required IReadOnlyList<RecordedFeed> Feeds { get; init; }

    /// <summary>
    /// By ascending sequence: of each instrument the newest quote, trade and status and its definitions, of each feed its last state.
    /// </summary>
    public required IReadOnlyList<Tick> Records { get; init; }

    /// <summary>What is missing before <see cref="Position"/>, so that the market may have changed unseen.</summary>
    public IReadOnlyList<RecordingGap> Gaps { get; init; } = [];

    /// <summary>The newest ticks of the kinds that subscribers get: <see cref="Records"/> without definitions and feed states.</summary>
    public IEnumerable<Tick> Ticks => Records.Where(record => record.Kind < TickKind.Definition);
}
