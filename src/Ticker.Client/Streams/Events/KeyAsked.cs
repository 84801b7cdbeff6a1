namespace Ticker.Client.Streams.Events;

/// <summary>The function that gives the key was asked.</summary>
/// <param name="Why">What for.</param>
public sealed record KeyAsked(KeyNeed Why) : ClientEvent;
