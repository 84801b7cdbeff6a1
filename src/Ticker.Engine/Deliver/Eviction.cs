using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>What is to be told of an eviction, once.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Pending">Ticks of all its subscriptions that waited then, and were discarded.</param>
/// <param name="Resume">The lowest position to resume from.</param>
public readonly record struct Eviction(EvictionReason Reason, long Pending, StreamPosition Resume);
