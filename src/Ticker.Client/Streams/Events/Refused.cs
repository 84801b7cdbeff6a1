using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>The server refused something.</summary>
/// <param name="Subscription">Of which; null = of none.</param>
/// <param name="Error">What it said.</param>
public sealed record Refused(MarketSubscription? Subscription, ErrorReply Error) : ClientEvent;
