namespace Ticker.Engine.Deliver;

/// <summary>
/// When each of many who are sent away is to come back: evenly spread, however few or many they are and on whichever lane.
/// Thread-safe.
/// </summary>
/// <param name="earliest">After how long the first may come.</param>
/// <param name="spread">Over how long after that all of them are spread.</param>
public sealed class ReturnTimes(TimeSpan earliest, TimeSpan spread)
{
    // Each step of this fraction lands in the widest gap that those before it left.
    private const double EvenStep = 0.618_033_988_749_894_9;

    private uint _given;

    /// <summary>After how long the next one is to come.</summary>
    public TimeSpan Next() => earliest + (Interlocked.Increment(ref _given) * EvenStep % 1 * spread);
}
