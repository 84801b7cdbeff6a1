namespace Ticker.Load.Sections;

/// <summary>Healthy subscribers alone and beside hostile connections: the 99th percentile of their ticks' ages, who used the processors, and what the server holds afterwards.</summary>
internal sealed record HostilePair(double AloneMillis, double BesideMillis, double AloneCores, double BesideCores, double HostileCores, double OtherCores, int Offered, double AlonePausedMillis, double BesidePausedMillis, Runs.ServerFigures After)
{
    public double Ratio => BesideMillis / AloneMillis;
}
