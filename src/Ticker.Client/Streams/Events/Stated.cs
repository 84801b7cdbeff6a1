using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>The server stated a subscription's accounts of this connection, and they were held against what came.</summary>
/// <param name="Subscription">Which.</param>
/// <param name="Statement">What the server said.</param>
/// <param name="Difference">What differs; where it does not add up, the client is closed.</param>
public sealed record Stated(MarketSubscription Subscription, Statement Statement, StatementDifference Difference) : ClientEvent;
