using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>How one subscription stands, for an operator to see. Immutable.</summary>
public sealed record SubscriptionReport
{
    /// <summary>Its accounts. They balance.</summary>
    public required Statement Statement { get; init; }

    /// <summary>How its quotes come.</summary>
    public required DeliveryMode Mode { get; init; }

    /// <summary>The interval that was asked for, in milliseconds; null = never given.</summary>
    public int? IntervalMs { get; init; }

    /// <summary>The least interval that an operator has set, in milliseconds; 0 = none is in force.</summary>
    public int FloorMs { get; init; }

    /// <summary>Which kinds of ticks it gets.</summary>
    public required TickKinds Kinds { get; init; }

    /// <summary>How many names without a star it asks for.</summary>
    public int Names { get; init; }

    /// <summary>The patterns that it asks for, the first of them.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>How many patterns there are.</summary>
    public int PatternCount { get; init; }

    /// <summary>How many instruments that comes to now.</summary>
    public int Instruments { get; init; }

    /// <summary>How far it has come: <c>resolving</c>, <c>announcing</c>, <c>snapshot</c>, <c>recovering</c> or <c>live</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Whether its client has paused it.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether it shares what waits with others that ask for the same.</summary>
    public bool IsInStep { get; init; }

    /// <summary>Why a quote that waits would be overwritten by the next now; <see cref="CollapseCause.None"/> = it would be sent before.</summary>
    public CollapseCause Cause { get; init; }

    /// <summary>The newest position known at which nothing of it was pending; 0 = it has not begun.</summary>
    public ulong Position { get; init; }
}
