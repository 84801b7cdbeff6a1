using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>What one message of the server says: either control or ticks.</summary>
/// <param name="Control">The control message, or null when there are ticks.</param>
/// <param name="SubscriptionId">Whose ticks they are; 0 for a control message.</param>
/// <param name="Ticks">The ticks, oldest first; valid until the next message is asked for.</param>
public readonly record struct SubscriberMessage(ServerMessage? Control, int SubscriptionId, ReadOnlyMemory<ReceivedTick> Ticks);
