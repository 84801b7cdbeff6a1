using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>Ticks of a subscription are missing.</summary>
/// <param name="Subscription">Which.</param>
/// <param name="Gap">What, and why.</param>
public sealed record Missing(MarketSubscription Subscription, Gap Gap) : ClientEvent;
