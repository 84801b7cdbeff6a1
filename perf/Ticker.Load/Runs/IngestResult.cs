namespace Ticker.Load.Runs;

/// <summary>What an ingest run came to.</summary>
public sealed record IngestResult(IngestCase Case, long Ticks, TimeSpan Elapsed, TimeSpan ServerTime, TimeSpan LoadTime, long ResidentBytes)
{
    public double TicksPerSecond => Ticks / Elapsed.TotalSeconds;

    /// <summary>Ticks per second of the server's processor time: what one core would take in.</summary>
    public double TicksPerCoreSecond => Ticks / ServerTime.TotalSeconds;

    public double ServerNanosPerTick => ServerTime.TotalNanoseconds / Ticks;

    public double ServerCores => ServerTime / Elapsed;

    public double LoadCores => LoadTime / Elapsed;
}
