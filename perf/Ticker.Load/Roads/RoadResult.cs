using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Roads;

/// <summary>What a server did under a workload over one road.</summary>
/// <param name="Name">The road.</param>
/// <param name="Published">Ticks sent in.</param>
/// <param name="Delivered">Ticks that came out, at all subscribers together.</param>
/// <param name="Bytes">What passed the sockets of all subscribers, both ways.</param>
/// <param name="Ages">How old each delivered tick was.</param>
/// <param name="Lateness">How much later than due each message was published.</param>
/// <param name="Cores">Who used the processor.</param>
/// <param name="ResidentBytes">Memory of the server.</param>
internal sealed record RoadResult(string Name, long Published, long Delivered, long Bytes, LatencyHistogram Ages, LatencyHistogram Lateness, CoreUse Cores, long ResidentBytes)
{
    public double PublishedPerSecond => Published / Cores.Elapsed.TotalSeconds;

    public double DeliveredPerSecond => Delivered / Cores.Elapsed.TotalSeconds;

    public double BytesPerTick => (double)Bytes / Delivered;

    public double MegabytesPerSecond => Bytes / Cores.Elapsed.TotalSeconds / 1e6;

    public double AgeMillis(double share) => Ages.NanosAt(share) / 1e6;

    public double LateMillis(double share) => Lateness.NanosAt(share) / 1e6;
}
