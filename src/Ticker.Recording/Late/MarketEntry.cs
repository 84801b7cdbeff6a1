namespace Ticker.Recording.Late;

/// <summary>What became of somebody who asked for a market.</summary>
/// <param name="Market">To be left when it is used no more; null = it was refused.</param>
/// <param name="Refusal">Why it was refused, for a person to read; null = it was not.</param>
public readonly record struct MarketEntry(Market? Market, string? Refusal);
