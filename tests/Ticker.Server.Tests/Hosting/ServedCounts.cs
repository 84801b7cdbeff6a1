using Ticker.Engine.Deliver;

namespace Ticker.Server.Tests.Hosting;

/// <summary>What a server holds for its subscribers, in numbers: what comes must go.</summary>
internal sealed record ServedCounts(int Connections, int Subscribers, int Subscriptions, int Cohorts, int Interests, long Pending)
{
    public static ServedCounts Of(ServerUnderTest server)
    {
        LaneTotals totals = server.Pipeline.Lanes.Aggregate(default(LaneTotals), (sum, lane) => sum + lane.Totals);
        return new ServedCounts(server.Endpoint.Connections, totals.Subscribers, totals.Subscriptions, totals.Cohorts, totals.Interests, totals.Accounts.Pending);
    }

    /// <summary>Waits until those who are served have so many instruments in all, and tells what is held then.</summary>
    public static async Task<ServedCounts> AtRestAsync(ServerUnderTest server, int interests)
    {
        await Patience.UntilAsync(() => Of(server).Interests == interests, () => Of(server).ToString());
        return Of(server) with { Pending = 0 };
    }

    /// <summary>Waits until a server holds as much as before.</summary>
    public async Task UntilAgainAsync(ServerUnderTest server) =>
        await Patience.UntilAsync(() => Of(server) == this, () => $"{this} before, {Of(server)} now");
}
