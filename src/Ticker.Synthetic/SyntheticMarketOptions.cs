namespace Ticker.Synthetic;

/// <summary>What a <see cref="SyntheticMarket"/> is like. Immutable; equal options make equal ticks, on any machine.</summary>
public sealed record SyntheticMarketOptions
{
    /// <summary>The most instruments there may be.</summary>
    public const int MaxInstruments = 100_000;

    /// <summary>The greatest rate that may be asked for, in ticks per second.</summary>
    public const double MaxTicksPerSecond = 10_000_000;

    /// <summary>Chooses one market of many. Any number; by default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// How many instruments there are, 1 to <see cref="MaxInstruments"/>. The first 200 bear the names of real ones; more are
    /// made after their pattern (<c>XNAS:AAPL.2</c>).
    /// </summary>
    public int InstrumentCount { get; init; } = 200;

    /// <summary>
    /// The average of the whole market in ticks per second of market time, above 0 and up to <see cref="MaxTicksPerSecond"/>.
    /// Moments differ from it widely, by <see cref="Burstiness"/>; the opening is not counted in it.
    /// </summary>
    public double TicksPerSecond { get; init; } = 2_000;

    /// <summary>
    /// How much of the activity is an answer to earlier activity: 0 (none: independent events and no shocks) to 0.95. Over
    /// spans much longer than a burst the variance of counts is about 1/(1 - burstiness)² times the mean.
    /// </summary>
    public double Burstiness { get; init; } = 0.7;

    /// <summary>Whether equities and futures are halted and paused now and then.</summary>
    public bool Halts { get; init; } = true;

    /// <summary>The mean time from one halt or pause to the next in the whole market; at least a second.</summary>
    public TimeSpan HaltInterval { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Everything that is wrong with these options, for a person to read; empty when nothing is.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (InstrumentCount is < 1 or > MaxInstruments)
        {
            wrong.Add($"InstrumentCount is {InstrumentCount}; it may be 1 to {MaxInstruments}");
        }

        if (!(TicksPerSecond > 0 && TicksPerSecond <= MaxTicksPerSecond))
        {
            wrong.Add($"TicksPerSecond is {TicksPerSecond}; it may be above 0 and up to {MaxTicksPerSecond}");
        }

        if (!(Burstiness >= 0 && Burstiness <= 0.95))
        {
            wrong.Add($"Burstiness is {Burstiness}; it may be 0 to 0.95");
        }

        if (HaltInterval < TimeSpan.FromSeconds(1))
        {
            wrong.Add($"HaltInterval is {HaltInterval}; it may not be below a second");
        }

        return wrong;
    }
}
