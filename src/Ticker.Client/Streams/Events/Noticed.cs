using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>A notice of the server about anything but staleness.</summary>
/// <param name="Subscription">Which it is about; null = the connection.</param>
/// <param name="Notice">What it said.</param>
public sealed record Noticed(MarketSubscription? Subscription, Notice Notice) : ClientEvent;
