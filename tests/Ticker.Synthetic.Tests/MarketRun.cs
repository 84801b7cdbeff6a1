using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ticker.Model;

namespace Ticker.Synthetic.Tests;

/// <summary>A market that has been run for a while, and what came of it.</summary>
internal sealed class MarketRun
{
    public static readonly UnixNanos Start = new(1_700_000_000_000_000_000);

    public MarketRun(SyntheticMarketOptions options, TimeSpan length)
    {
        var market = new SyntheticMarket(options);
        Instruments = market.Instruments;
        var ticks = new List<Tick>();
        var some = new Tick[4096];
        int count;
        do
        {
            count = market.Advance(length, Start, some);
            ticks.AddRange(some.AsSpan(0, count));
        }
        while (count == some.Length);
        Ticks = ticks;
    }

    public IReadOnlyList<Instrument> Instruments { get; }

    public List<Tick> Ticks { get; }

    public IEnumerable<Tick> Live => Ticks.Skip(2 * Instruments.Count);

    public Instrument this[in Tick tick] => Instruments[(int)tick.Instrument - 1];

    public string Hash() => HashOf(Ticks);

    public static string HashOf(List<Tick> ticks) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ticks))));
}
