using Ticker.Engine.Mailboxes;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What a lane has done for all its subscribers since it began, those that have left among them: the sums of their
/// statements, which balance as each of them does, and what it took. A value, of one moment for each subscription.
/// </summary>
public readonly record struct LaneTotals
{
    /// <summary>
    /// The sums of the accounts of all subscriptions. But for pending none ever goes back; therefore what was
    /// overwritten is among the matched and under a cause only when the cause can change no more: the newest that stands
    /// for it was sent or thrown away. A statement has it from the first, under the cause that it has now. The two
    /// sequences mean nothing here.
    /// </summary>
    public Accounts Accounts { get; init; }

    /// <summary>Snapshot ticks sent, which stand outside the sum.</summary>
    public long Snapshot { get; init; }

    /// <summary>How often bytes were given to a socket.</summary>
    public long Sends { get; init; }

    /// <summary>How many bytes that were.</summary>
    public long Bytes { get; init; }

    /// <summary>Slow consumers closed.</summary>
    public EvictionCounts Evictions { get; init; }

    /// <summary>Connections it serves now.</summary>
    public int Subscribers { get; init; }

    /// <summary>Subscriptions they have now.</summary>
    public int Subscriptions { get; init; }

    /// <summary>Cohorts in which those are now.</summary>
    public int Cohorts { get; init; }

    /// <summary>How many instruments the cohorts have, each counted for each cohort that has it.</summary>
    public int Interests { get; init; }

    /// <summary>Adds two lanes' totals.</summary>
    public static LaneTotals operator +(LaneTotals left, LaneTotals right) => new()
    {
        Accounts = left.Accounts + right.Accounts,
        Snapshot = left.Snapshot + right.Snapshot,
        Sends = left.Sends + right.Sends,
        Bytes = left.Bytes + right.Bytes,
        Evictions = new EvictionCounts(
            left.Evictions.Budget + right.Evictions.Budget,
            left.Evictions.Memory + right.Evictions.Memory,
            left.Evictions.WriteDeadline + right.Evictions.WriteDeadline,
            left.Evictions.Replies + right.Evictions.Replies),
        Subscribers = left.Subscribers + right.Subscribers,
        Subscriptions = left.Subscriptions + right.Subscriptions,
        Cohorts = left.Cohorts + right.Cohorts,
        Interests = left.Interests + right.Interests,
    };
}
