using Ticker.Model;

namespace Ticker.Client.Streams.Events;

/// <summary>What came of instruments may no longer be true, or is true again.</summary>
/// <param name="Subscription">Whose.</param>
/// <param name="IsStale">Whether it may no longer be true.</param>
/// <param name="Instruments">Of which.</param>
/// <param name="Detail">Why, for a person to read.</param>
public sealed record Staleness(MarketSubscription Subscription, bool IsStale, IReadOnlyList<Instrument> Instruments, string? Detail) : ClientEvent;
