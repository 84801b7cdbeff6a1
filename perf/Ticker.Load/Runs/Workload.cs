using Ticker.Load.Feeds;

namespace Ticker.Load.Runs;

/// <summary>What is offered to a server and who listens.</summary>
/// <param name="Name">As it is asked for on the command line.</param>
/// <param name="Instruments">How many instruments tick, all as likely.</param>
/// <param name="TicksPerSecond">A multiple of 1,000: each millisecond has its share in one message.</param>
/// <param name="Subscribers">How many listen.</param>
public sealed record Workload(string Name, int Instruments, int TicksPerSecond, int Subscribers)
{
    /// <summary>How often something is sent.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private const int LeastDifferentTicks = 10_000;
    private const int LeastDifferentMessages = 64;

    public static Workload W1 { get; } = new("w1", 1, 1_000, 200);

    public static Workload W2 { get; } = new("w2", 100, 10_000, 200);

    public static Workload W3 { get; } = new("w3", 1_000, 20_000, 200);

    public static Workload W4 { get; } = W2 with { Name = "w4", SymbolsEach = 50 };

    public static Workload W5 { get; } = W2 with { Name = "w5", Subscribers = 100 };

    public static Workload W6 { get; } = new("w6", 1, 1_000, 10_000);

    public static Workload W7 { get; } = new("w7", 1, 100_000, 1) { Mode = "all" };

    /// <summary>How many instruments, drawn at random for each, a subscriber wants; 0 = all.</summary>
    public int SymbolsEach { get; init; }

    /// <summary>Which tick is a trade: 5 = a fifth, 0 = none.</summary>
    public int TradeEvery { get; init; }

    /// <summary>Ticker's delivery mode.</summary>
    public string Mode { get; init; } = "latest";

    public int TicksPerStep => (int)(TicksPerSecond * Step.TotalSeconds);

    /// <summary>How many messages are sent in turn: enough that every instrument ticks.</summary>
    public int DifferentMessages => Math.Max(LeastDifferentMessages, LeastDifferentTicks / TicksPerStep);

    public override string ToString() =>
        $"{Name.ToUpperInvariant()}: {Instruments:N0} instrument{(Instruments == 1 ? "" : "s")}, {TicksPerSecond:N0} ticks/s, "
        + $"{Subscribers:N0} subscriber{(Subscribers == 1 ? "" : "s")}{(SymbolsEach > 0 ? $" of {SymbolsEach} each" : "")}";

    public SampleMarket Market() => new(Instruments, TradeEvery);

    /// <summary>What a subscriber wants; the same in every run.</summary>
    /// <param name="subscriber">Which one, from 0.</param>
    public IReadOnlySet<uint> Interest(int subscriber)
    {
        uint[] all = [.. Enumerable.Range(1, Instruments).Select(number => (uint)number)];
        if (SymbolsEach == 0)
        {
            return all.ToHashSet();
        }

        new Random(subscriber).Shuffle(all);
        return all.Take(SymbolsEach).ToHashSet();
    }
}
