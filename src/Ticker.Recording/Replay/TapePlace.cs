using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>A place on a tape: before the first record that has this sequence or time, or more. Default: the beginning.</summary>
/// <param name="Sequence">The sequence; null = by time.</param>
/// <param name="Time">The time, by the recording's clock; none = from the beginning.</param>
public readonly record struct TapePlace(ulong? Sequence, UnixNanos Time)
{
    /// <summary>Whether a record lies before it.</summary>
    public bool IsAfter(ulong sequence, long time) => Sequence is { } first ? sequence < first : time < Time.Value;
}
