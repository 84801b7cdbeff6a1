using Ticker.Model;

namespace Ticker.Recording;

/// <summary>A tick as it was recorded.</summary>
/// <param name="Tick">
/// The tick: its instrument by the number of the recording's own list, its sequence counted 1, 2, 3, .. in
/// the order of reading, or, in a recording of the journal's format, the recorded one.
/// </param>
/// <param name="RecordedAt">When the recording host received it, by that host's clock: what a replay is paced by.</param>
public readonly record struct RecordedTick(Tick Tick, UnixNanos RecordedAt);
