namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What of a run's settings matters to what may be expected of it.</summary>
internal sealed record RunTerms
{
    /// <summary>Timestamp ticks of a millisecond.</summary>
    public const long Millisecond = TimeSpan.TicksPerMillisecond;

    /// <summary>Whether time stands still while the lane works, so that intervals can be measured to the tick.</summary>
    public required bool TimeStandsStill { get; init; }

    /// <summary>Whether a subscription may reach its budget.</summary>
    public required bool HasSmallBudget { get; init; }

    /// <summary>Whether the server's memory may be spent.</summary>
    public bool HasLittleMemory { get; init; }

    /// <summary>Whether replies may reach their budget.</summary>
    public required bool HasSmallReplies { get; init; }

    /// <summary>The most ticks that may wait one by one.</summary>
    public required int TickBudget { get; init; }

    public required int MaxSubscriptions { get; init; }

    /// <summary>What subscribers missed is kept from after this on.</summary>
    public ulong KeepsAfter { get; init; }

    /// <summary>How late a value may be that was held back: a release is rounded up to a millisecond.</summary>
    public long Lateness => Millisecond + (TimeStandsStill ? 0 : 500 * Millisecond);
}
