namespace Ticker.Recording.Inspect;

/// <summary>What a recording holds of one epoch. Immutable.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="First">The sequence of its first tick.</param>
/// <param name="Last">The sequence of its last tick.</param>
/// <param name="Ticks">How many ticks.</param>
public sealed record EpochInspection(long Epoch, ulong First, ulong Last, long Ticks);
