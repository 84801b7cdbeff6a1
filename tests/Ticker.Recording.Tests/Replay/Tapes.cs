using Ticker.Model;

namespace Ticker.Recording.Tests.Replay;

/// <summary>Ticks for tapes.</summary>
internal static class Tapes
{
    public const long Start = 1_741_012_200_000_000_000;

    public static IReadOnlyList<Instrument> Instruments(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new Instrument { Number = (uint)n, Name = new InstrumentName("SIMX", $"I{n}"), PriceScale = 2, SizeScale = 0 })];

    public static Tick Quote(ulong sequence, double ms, uint instrument = 1, long price = 0) => new()
    {
        Kind = TickKind.Quote,
        Feed = 1,
        Instrument = instrument,
        Sequence = sequence,
        EventTime = new UnixNanos(At(ms) - 1_000),
        ReceiveTime = new UnixNanos(At(ms)),
        BidPrice = price == 0 ? (long)sequence : price,
        BidSize = 1,
        AskPrice = (price == 0 ? (long)sequence : price) + 1,
        AskSize = 2,
    };

    public static Tick Trade(ulong sequence, double ms, uint instrument = 1) => new()
    {
        Kind = TickKind.Trade,
        Feed = 1,
        Instrument = instrument,
        Sequence = sequence,
        ReceiveTime = new UnixNanos(At(ms)),
        Price = 100,
        Size = 5,
        TradeId = sequence,
    };

    public static long At(double ms) => Start + (long)(ms * 1e6);

    /// <summary>A busy hour in small: bursts and pauses of quotes and trades, always the same.</summary>
    public static IReadOnlyList<Tick> Busy(int count, int instruments, int seed = 1)
    {
        var random = new Random(seed);
        var ticks = new List<Tick>();
        double ms = 0;
        for (int n = 1; n <= count; n++)
        {
            ms += random.Next(100) == 0 ? random.Next(1_000) : random.NextDouble() * 0.5;
            uint instrument = (uint)random.Next(1, instruments + 1);
            ticks.Add(random.Next(5) == 0 ? Trade((ulong)n, ms, instrument) : Quote((ulong)n, ms, instrument));
        }

        return ticks;
    }
}
