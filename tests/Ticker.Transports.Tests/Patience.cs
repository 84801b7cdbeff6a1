namespace Ticker.Transports.Tests;

/// <summary>How long a test waits for what must happen; only a failure takes that long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
}
