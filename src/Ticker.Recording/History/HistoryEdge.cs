using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>How far into a journal somebody may see: as if what follows had not come yet. Immutable.</summary>
/// <param name="Last">The newest position.</param>
/// <param name="LastTime">The latest receive time up to there; none = not known.</param>
/// <param name="Knows">Whether an instrument had come up by then.</param>
public sealed record HistoryEdge(StreamPosition Last, UnixNanos LastTime, Func<uint, bool> Knows);
