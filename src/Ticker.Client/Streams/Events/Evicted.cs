using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>
/// The server put the client out for reading too slowly. It will come back and go on where it was; a handler may ask for less
/// before that, with <see cref="MarketSubscription.Modify"/>.
/// </summary>
/// <param name="Reason">The reason of the close: <c>slow:epoch:seq</c>.</param>
/// <param name="Position">The lowest position that its subscriptions had come to, out of the reason; null where it tells none.</param>
public sealed record Evicted(string Reason, StartFrom? Position) : ClientEvent;
