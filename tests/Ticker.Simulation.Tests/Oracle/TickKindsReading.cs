namespace Ticker.Simulation.Tests.Oracle;

internal static class TickKindsReading
{
    public static bool Has(this TickKinds kinds, TickKind kind) => ((int)kinds & (1 << (int)kind)) != 0;
}
