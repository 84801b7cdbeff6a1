namespace Ticker.Load.Sections;

/// <summary>Live subscribers alone, then beside recovering ones: the 99th percentile of their ticks' ages, and how fast the others recover.</summary>
public sealed record RecoveryPair(int BytesAtOnce, double AloneMillis, double BesideMillis, double RecoveredPerSecond, int Arrived, double AloneCores, double BesideCores, double OtherCores)
{
    /// <summary>How fast each of the recovering may read.</summary>
    public string Line => BytesAtOnce == int.MaxValue ? "as it comes" : $"{BytesAtOnce / 1_000} MB/s";

    public double Ratio => BesideMillis / AloneMillis;
}
