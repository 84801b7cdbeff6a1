using Ticker.Model;

namespace Ticker.Recording.Tests.Journal;

/// <summary>Instruments and ticks whose every field follows from a number.</summary>
internal static class Ticks
{
    public const long Epoch = 1_700_000_000_000;

    public static Instrument Instrument(int n) => new()
    {
        Name = new InstrumentName("TEST", $"I{n}"),
        PriceScale = (byte)(n % 5),
        SizeScale = (byte)(n % 3),
        AssetClass = AssetClass.Equity,
        Currency = "USD",
        TickSize = n,
        LotSize = 10 * n,
        PreviousClose = n % 2 == 0 ? null : 100 + n,
    };

    public static Instrument[] Instruments(int count) => [.. Enumerable.Range(1, count).Select(Instrument)];

    /// <summary>Received at second <paramref name="n"/>.</summary>
    public static Tick Tick(ulong n, uint instruments = 3) => n % 4 == 0
        ? new Tick
        {
            Kind = TickKind.Trade, Instrument = (uint)(n % instruments) + 1, EventTime = Time(n), ReceiveTime = Time(n), Sequence = n,
            Price = (long)n * 100, Size = 5, TradeId = n, Side = Side.Buy, Feed = 1,
        }
        : new Tick
        {
            Kind = TickKind.Quote, Instrument = (uint)(n % instruments) + 1, EventTime = Time(n), ReceiveTime = Time(n), Sequence = n,
            BidPrice = (long)n * 100, BidSize = 1, AskPrice = ((long)n * 100) + 1, AskSize = 2, Feed = 1,
        };

    public static UnixNanos Time(ulong second) => new((long)second * 1_000_000_000);
}
