using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>A place where a recording does not hold everything. Immutable.</summary>
/// <param name="Cause">Why.</param>
/// <param name="After">The last position known before it.</param>
/// <param name="Next">The first position that is there after it; of epoch 0 where nothing is.</param>
/// <param name="File">The file of what follows it or, of damage, the damaged one; without its directory.</param>
/// <param name="Offset">Of damage: its first byte; else 0.</param>
/// <param name="Bytes">Of damage: how many bytes cannot be read; else 0.</param>
public sealed record RecordingGap(RecordingGapCause Cause, StreamPosition After, StreamPosition Next, string File, long Offset = 0, long Bytes = 0);
