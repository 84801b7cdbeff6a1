using Ticker.Protocol;

namespace Ticker.Transports.Roads;

/// <summary>What has become of ticks since an earlier statement of the same subscription. Stateless.</summary>
internal static class AccountsSince
{
    /// <summary>The accounts of what came between: they add up as the whole ones do.</summary>
    /// <param name="now">The accounts now.</param>
    /// <param name="before">The accounts when nothing waited.</param>
    /// <param name="first">The first sequence that was sent since; 0 = nothing was.</param>
    public static Statement Of(Statement now, Statement before, ulong first) => now with
    {
        Matched = now.Matched - before.Matched,
        Delivered = now.Delivered - before.Delivered,
        ConflatedByRate = now.ConflatedByRate - before.ConflatedByRate,
        ConflatedBySocket = now.ConflatedBySocket - before.ConflatedBySocket,
        ConflatedByBudget = now.ConflatedByBudget - before.ConflatedByBudget,
        ConflatedByServer = now.ConflatedByServer - before.ConflatedByServer,
        Filtered = now.Filtered - before.Filtered,
        Discarded = now.Discarded - before.Discarded,
        Pending = now.Pending - before.Pending,
        Snapshot = now.Snapshot - before.Snapshot,
        FirstSequence = first,
        LastSequence = first == 0 ? 0 : now.LastSequence,
    };
}
