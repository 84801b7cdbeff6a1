using Ticker.Load.Subscribers;

namespace Ticker.Load.Runs;

/// <summary>What a latency run came to.</summary>
/// <param name="Subscribers">How many there were.</param>
/// <param name="Published">Ticks sent in.</param>
/// <param name="Delivered">Ticks that came out, at all subscribers together.</param>
/// <param name="Messages">Data messages that they came in.</param>
/// <param name="Elapsed">How long.</param>
/// <param name="Ages">How old each delivered tick was.</param>
/// <param name="Lateness">How much later than due each message was published: what the load generator itself did wrong.</param>
/// <param name="ServerTime">Processor time of the server.</param>
/// <param name="LoadTime">Processor time of the load generator.</param>
/// <param name="ResidentBytes">Memory of the server.</param>
/// <param name="Complete">Whether what was delivered stands, with what collapsed into it, for everything that was published, at every subscriber.</param>
public sealed record LatencyResult(
    int Subscribers, long Published, long Delivered, long Messages, TimeSpan Elapsed, LatencyHistogram Ages, LatencyHistogram Lateness, TimeSpan ServerTime, TimeSpan LoadTime, long ResidentBytes, bool Complete)
{
    public double PublishedPerSecond => Published / Elapsed.TotalSeconds;

    public double DeliveredPerSecond => Delivered / Elapsed.TotalSeconds;

    public double MessagesPerSecond => Messages / Elapsed.TotalSeconds;

    /// <summary>Of what would have come out without conflation, the share that did.</summary>
    public double DeliveredShare => (double)Delivered / (Published * Subscribers);

    public double ServerCores => ServerTime / Elapsed;

    public double LoadCores => LoadTime / Elapsed;

    public double ServerNanosPerDelivered => ServerTime.TotalNanoseconds / Delivered;
}
