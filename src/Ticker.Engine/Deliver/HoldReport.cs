namespace Ticker.Engine.Deliver;

/// <summary>What became of an operator's least interval for a connection. Immutable.</summary>
/// <param name="Subscriber">How the connection stands then.</param>
/// <param name="Refused">The subscriptions, by number, that could not be held to it for want of memory: they go on as they were.</param>
public sealed record HoldReport(SubscriberReport Subscriber, IReadOnlyList<int> Refused);
