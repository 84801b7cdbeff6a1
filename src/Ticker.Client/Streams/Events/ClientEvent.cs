namespace Ticker.Client.Streams.Events;

/// <summary>Something that happened to a client or a subscription besides ticks.</summary>
public abstract record ClientEvent;
