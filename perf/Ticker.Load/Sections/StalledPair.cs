namespace Ticker.Load.Sections;

/// <summary>Healthy subscribers alone, then beside stalled ones: the 99th percentile of their ticks' ages, and the server's memory.</summary>
public sealed record StalledPair(double AloneMillis, double BesideMillis, long AloneBytes, long BesideBytes, int ThrownOut, int Refused, double OtherCores)
{
    public double Ratio => BesideMillis / AloneMillis;
}
