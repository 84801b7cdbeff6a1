using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>Ticks of a subscription in the order in which they came, or a gap between two of them.</summary>
/// <param name="Ticks">The ticks, oldest first; empty with a gap. Valid until the next batch is asked for.</param>
/// <param name="Gap">What is missing here; null with ticks.</param>
public readonly record struct TickBatch(ReadOnlyMemory<ReceivedTick> Ticks, Gap? Gap);
