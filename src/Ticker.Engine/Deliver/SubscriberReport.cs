using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>How one connection stands, as its lane sees it, at one moment. Immutable.</summary>
public sealed record SubscriberReport
{
    /// <summary>The epoch of what it is told.</summary>
    public required long Epoch { get; init; }

    /// <summary>How much later than it happened it is told it.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Its subscriptions, the first of them.</summary>
    public required IReadOnlyList<SubscriptionReport> Subscriptions { get; init; }

    /// <summary>How many there are.</summary>
    public int SubscriptionCount { get; init; }

    /// <summary>Whether it is being closed.</summary>
    public bool IsClosing { get; init; }

    /// <summary>Whether its socket takes nothing now.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>The least interval that an operator has set for it, in milliseconds; 0 = none.</summary>
    public int FloorMs { get; init; }

    /// <summary>Bytes put together for it that its sink has not been given.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Bytes that its sink was given and that have not left, as far as can be told.</summary>
    public long UnsentBytes { get; init; }

    /// <summary>When something was last given to its sink; <see cref="UnixNanos.None"/> = never.</summary>
    public UnixNanos LastWrite { get; init; }

    /// <summary>When it last answered a ping; <see cref="UnixNanos.None"/> = never.</summary>
    public UnixNanos LastPong { get; init; }

    /// <summary>Whether it is slow: it takes nothing, or its ticks are summed up because too many wait.</summary>
    public bool IsSlow => IsBlocked || Subscriptions.Any(one => one.Cause is Protocol.CollapseCause.Budget or Protocol.CollapseCause.Socket);
}
