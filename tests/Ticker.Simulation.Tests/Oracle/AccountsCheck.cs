using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Looks into a lane: whether the accounts of a connection's subscriptions balance, and what waits is within its budget.</summary>
internal static class AccountsCheck
{
    public static void Check(Subscriber subscriber, Lane lane, RunTerms terms)
    {
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            Statement settled = subscription.Settle(lane.Market.Slots);
            long conflated = settled.ConflatedByRate + settled.ConflatedBySocket + settled.ConflatedByBudget + settled.ConflatedByServer;
            Promise.Kept(
                settled.Matched == settled.Delivered + conflated + settled.Filtered + settled.Discarded + settled.Pending,
                $"the accounts do not balance: {settled}");
            long most = terms.TickBudget + (terms.TickBudget / 8) + 16 + (2 * subscription.Cohort.Cells);
            most += subscription.Recovery is null ? 0 : 4_096 + (2 * subscription.Cohort.Cells);
            Promise.Kept(settled.Pending <= most, $"more than {most} ticks wait: {settled}");
        }
    }
}
