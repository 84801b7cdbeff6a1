namespace Ticker.Engine.Deliver;

/// <summary>How many slow consumers were closed, by reason. Counts from the lane's start.</summary>
/// <param name="Budget">See <see cref="EvictionReason.Budget"/>.</param>
/// <param name="Memory">See <see cref="EvictionReason.Memory"/>.</param>
/// <param name="WriteDeadline">See <see cref="EvictionReason.WriteDeadline"/>.</param>
/// <param name="Replies">See <see cref="EvictionReason.Replies"/>.</param>
public readonly record struct EvictionCounts(long Budget, long Memory, long WriteDeadline, long Replies)
{
    /// <summary>Those of all reasons.</summary>
    public long All => Budget + Memory + WriteDeadline + Replies;

    /// <summary>Those of one reason.</summary>
    /// <param name="reason">The reason.</param>
    public long Of(EvictionReason reason) => reason switch
    {
        EvictionReason.Budget => Budget,
        EvictionReason.Memory => Memory,
        EvictionReason.WriteDeadline => WriteDeadline,
        _ => Replies,
    };

    /// <summary>The same and one more.</summary>
    /// <param name="reason">Why.</param>
    public EvictionCounts Plus(EvictionReason reason) => reason switch
    {
        EvictionReason.Budget => this with { Budget = Budget + 1 },
        EvictionReason.Memory => this with { Memory = Memory + 1 },
        EvictionReason.WriteDeadline => this with { WriteDeadline = WriteDeadline + 1 },
        _ => this with { Replies = Replies + 1 },
    };
}
