using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>The server said what a subscription means at present: again on each connection, and when it changes.</summary>
/// <param name="Subscription">Which.</param>
/// <param name="Page">A page of it.</param>
public sealed record Told(MarketSubscription Subscription, Subscribed Page) : ClientEvent;
