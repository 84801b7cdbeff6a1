namespace Ticker.Recording.Journal;

/// <summary>A feed as a recording knows it. Immutable.</summary>
/// <param name="Number">The number that its ticks carry, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Run">Its publisher's last run; 0 = none known.</param>
/// <param name="LastSequence">The highest of its own sequences in that run that the recording answers for; 0 = none.</param>
/// <param name="DurableLimit">Where a hole begins for that run: no sequence above it may be called durable; <see cref="ulong.MaxValue"/> = there is no hole.</param>
public sealed record RecordedFeed(ushort Number, string Name, ulong Run = 0, ulong LastSequence = 0, ulong DurableLimit = ulong.MaxValue);
