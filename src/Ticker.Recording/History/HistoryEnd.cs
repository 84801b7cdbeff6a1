using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>How an answer ended. Immutable.</summary>
/// <param name="Count">How many ticks it holds.</param>
/// <param name="Position">How far it goes: what comes after it has not been told.</param>
/// <param name="Next">Where the rest of the range is to be had, as a path; null when this was all of it.</param>
public sealed record HistoryEnd(long Count, StreamPosition Position, string? Next);
