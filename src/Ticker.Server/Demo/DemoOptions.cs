namespace Ticker.Server.Demo;

/// <summary>The built-in source of ticks. Bound from <c>Ticker:Demo</c>.</summary>
public sealed record DemoOptions
{
    /// <summary>Whether the simulated market runs. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many instruments it has. Default 200.</summary>
    public int Instruments { get; init; } = 200;

    /// <summary>How many ticks a second it makes on average. Default 2,000.</summary>
    public double TicksPerSecond { get; init; } = 2_000;

    /// <summary>The same seed makes the same market. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>What the simulated market is made with.</summary>
    public Synthetic.SyntheticMarketOptions Market => new() { Seed = Seed, InstrumentCount = Instruments, TicksPerSecond = TicksPerSecond };

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check() => Market.Check().Select(wrong => $"Ticker:Demo:{wrong.Replace("InstrumentCount", nameof(Instruments), StringComparison.Ordinal)}");
}
