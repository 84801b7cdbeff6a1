using Ticker.Load.Subscribers;

namespace Ticker.Load.Runs;

/// <summary>What a server did under a workload.</summary>
/// <param name="Workload">What was offered, and to whom.</param>
/// <param name="Published">Ticks sent in.</param>
/// <param name="Delivered">Ticks that came out, at all subscribers together.</param>
/// <param name="Messages">Data messages that they came in.</param>
/// <param name="Due">What would have come out without any loss or conflation.</param>
/// <param name="Elapsed">How long.</param>
/// <param name="Ages">How old each delivered tick was.</param>
/// <param name="Lateness">How much later than due each message was published: what the load generator itself did wrong, or the server did to it by taking nothing.</param>
/// <param name="Cores">Who used the processor.</param>
/// <param name="ResidentBytes">Memory of the server.</param>
/// <param name="Complete">Whether what was delivered stands, with what collapsed into it, for everything that was published, at every subscriber; null when the server does not account for it.</param>
public sealed record LoadResult(
    Workload Workload, long Published, long Delivered, long Messages, long Due, TimeSpan Elapsed, LatencyHistogram Ages, LatencyHistogram Lateness, CoreUse Cores, long ResidentBytes, bool? Complete)
{
    public double PublishedPerSecond => Published / Elapsed.TotalSeconds;

    public double DeliveredPerSecond => Delivered / Elapsed.TotalSeconds;

    /// <summary>Data messages a second that one subscriber got.</summary>
    public double MessagesPerSecondEach => Messages / Elapsed.TotalSeconds / Workload.Subscribers;

    /// <summary>Of what would have come out without conflation, the share that did.</summary>
    public double DeliveredShare => (double)Delivered / Due;

    public double ServerNanosPerDelivered => Cores.Server.TotalNanoseconds / Delivered;

    public double AgeMillis(double share) => Ages.NanosAt(share) / 1e6;

    public double LateMillis(double share) => Lateness.NanosAt(share) / 1e6;
}
