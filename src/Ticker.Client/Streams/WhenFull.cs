namespace Ticker.Client.Streams;

/// <summary>What is done with a tick that comes when a subscription's buffer is full. No buffer ever grows.</summary>
public enum WhenFull
{
    /// <summary><see cref="Wait"/> in mode <c>all</c>, otherwise <see cref="Conflate"/>.</summary>
    ByMode,

    /// <summary>
    /// Nothing is read from the connection until there is room, for none of its subscriptions: the server then conflates or
    /// evicts by its own rules.
    /// </summary>
    Wait,

    /// <summary>
    /// Where the newest tick that waits of the same instrument is a quote, a newer quote takes its place and stands for it
    /// too, with the cause <see cref="Protocol.CollapseCause.Client"/>; else as <see cref="Wait"/>.
    /// </summary>
    Conflate,
}
