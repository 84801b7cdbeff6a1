using Ticker.Protocol;

namespace Ticker.Engine.Sequence;

/// <summary>Records that were numbered and cannot be had any more.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last.</param>
/// <param name="Cause">Why.</param>
public readonly record struct PastGap(ulong From, ulong To, GapCause Cause);
