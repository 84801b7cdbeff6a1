using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Roads;

/// <summary>A steady rate in and many subscribers out over one road; ages as in <see cref="LoadRun"/>.</summary>
internal static class RoadRun
{
    public static RoadResult Measure(RoadCase road, Workload workload, TimeSpan warmUp, TimeSpan duration)
    {
        using ServerProcess server = road.Server.Start();
        using IOffer offer = road.Server.Offer(server, workload);
        Uri door = road.IsHttp2 ? server.Http2! : server.Web;
        using var crowd = new Crowd(Enumerable.Range(0, workload.Subscribers).Select(index => road.Connect(door, index)));
        var lateness = new LatencyHistogram();
        Pace.Publish(offer, warmUp, lateness);

        lateness.Clear();
        (long published, long ticks, long bytes) = (offer.Counts.Ticks, crowd.Ticks, crowd.Bytes);
        Func<CoreUse> cores = CoreUse.Measure(server);
        crowd.Count(true);
        Pace.Publish(offer, duration, lateness);
        crowd.Count(false);
        CoreUse used = cores();
        (published, ticks, bytes) = (offer.Counts.Ticks - published, crowd.Ticks - ticks, crowd.Bytes - bytes);
        crowd.Stop();
        return new RoadResult(road.Name, published, ticks * road.LooksIntoEvery, bytes, crowd.Ages, lateness, used, server.ResidentBytes);
    }
}
