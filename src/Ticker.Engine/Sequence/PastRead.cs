using Ticker.Protocol;

namespace Ticker.Engine.Sequence;

/// <summary>What a reading of the past came to.</summary>
/// <param name="Count">How many records were copied; 0 = nothing follows that is kept.</param>
/// <param name="MissingTo">Everything up to here that was asked for is not kept; the records follow it. 0 = nothing is missing before them.</param>
/// <param name="Cause">Why something is missing, if it is; with no records, why there are none if there should be.</param>
public readonly record struct PastRead(int Count, ulong MissingTo = 0, GapCause Cause = GapCause.JournalExpired);
