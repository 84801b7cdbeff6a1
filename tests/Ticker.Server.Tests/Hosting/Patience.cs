using System.Diagnostics;

namespace Ticker.Server.Tests.Hosting;

/// <summary>How long a test waits for what must happen; only a failure takes that long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a condition that has no event of its own.</summary>
    /// <param name="condition">What must come to be.</param>
    /// <param name="state">How things stand, for the report of a failure.</param>
    /// <param name="meanwhile">Done again and again until then; null = nothing.</param>
    public static async Task UntilAsync(Func<bool> condition, Func<string> state, Func<Task>? meanwhile = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"it never happened: {state()}");
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(1);
        }
    }
}
