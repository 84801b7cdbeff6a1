using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>
/// Holds what each lane says that it did in all against the statements of every subscription that it ever had, and
/// against what it said before.
/// </summary>
internal sealed class TotalsCheck(TestPipeline pipeline)
{
    private readonly HashSet<Subscription> _seen = [];
    private readonly LaneTotals[] _before = new LaneTotals[pipeline.Lanes.Count];

    /// <summary>Notes who there is. To be called after each turn and at each send: who came and went between has matched and got nothing.</summary>
    public void Note(Subscriber subscriber) => _seen.UnionWith(subscriber.Subscriptions.Values);

    /// <summary>Looks at every lane: what it publishes by itself, and what it counts when asked.</summary>
    public void Check()
    {
        for (int n = 0; n < _before.Length; n++)
        {
            Lane lane = pipeline.Lanes[n];
            CheckGrowth(lane.Totals, ref _before[n]);
            LaneTotals totals = lane.CountTotals();
            CheckGrowth(totals, ref _before[n]);
            CheckSum(totals, lane);
        }
    }

    private static void CheckGrowth(LaneTotals totals, ref LaneTotals before)
    {
        (Accounts now, Accounts then) = (totals.Accounts, before.Accounts);
        Promise.Kept(
            now.Matched >= then.Matched && now.Delivered >= then.Delivered && now.Filtered >= then.Filtered && now.Discarded >= then.Discarded
            && now.ConflatedByRate >= then.ConflatedByRate && now.ConflatedBySocket >= then.ConflatedBySocket
            && now.ConflatedByBudget >= then.ConflatedByBudget && now.ConflatedByServer >= then.ConflatedByServer
            && totals.Snapshot >= before.Snapshot && totals.Bytes >= before.Bytes && now.Pending >= 0,
            $"a lane's totals went back: {before} and then {totals}");
        before = totals;
    }

    private void CheckSum(LaneTotals totals, Lane lane)
    {
        Accounts sum = default;
        (long snapshot, int alive) = (0, 0);
        foreach (Subscription subscription in _seen)
        {
            if (subscription.Owner.Lane == lane)
            {
                Statement statement = subscription.Settle(lane.Market.Slots);
                sum += AccountsOf(statement);
                snapshot += statement.Snapshot;
                alive += subscription.Stage == SubscriptionStage.Ended ? 0 : 1;
            }
        }

        Accounts all = totals.Accounts;
        (long rate, long socket) = (sum.ConflatedByRate - all.ConflatedByRate, sum.ConflatedBySocket - all.ConflatedBySocket);
        (long budget, long server) = (sum.ConflatedByBudget - all.ConflatedByBudget, sum.ConflatedByServer - all.ConflatedByServer);
        Promise.Kept(
            all.Balance && (all.Matched + rate + socket + budget + server, all.Delivered, all.Filtered, all.Discarded, all.Pending) == (sum.Matched, sum.Delivered, sum.Filtered, sum.Discarded, sum.Pending)
            && totals.Snapshot == snapshot && totals.Subscriptions == alive
            && rate >= 0 && socket >= 0 && budget >= 0 && server >= 0,
            $"a lane's totals are not the sum of all statements ({sum}, snapshot {snapshot}, {alive} alive): {totals}");
    }

    private static Accounts AccountsOf(Statement statement) => new()
    {
        Matched = statement.Matched,
        Delivered = statement.Delivered,
        ConflatedByRate = statement.ConflatedByRate,
        ConflatedBySocket = statement.ConflatedBySocket,
        ConflatedByBudget = statement.ConflatedByBudget,
        ConflatedByServer = statement.ConflatedByServer,
        Filtered = statement.Filtered,
        Discarded = statement.Discarded,
        Pending = statement.Pending,
    };
}
