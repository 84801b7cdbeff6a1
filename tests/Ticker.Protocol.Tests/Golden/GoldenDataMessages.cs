using Ticker.Model;

namespace Ticker.Protocol.Tests.Golden;

/// <summary>The messages that the cases of data-messages.json mean.</summary>
internal static class GoldenDataMessages
{
    private const ulong Sequence = 41;
    private static readonly UnixNanos Time = new(1723161253937412000);
    private static readonly UnixNanos Received = new(1723161253937412000 + 1500);

    public static readonly Instrument Apple = Instruments.Of(1, "XNAS:AAPL", 4, 0);
    public static readonly Instrument Bitcoin = Instruments.Of(70000, "BINANCE:BTCUSDT", 2, 8);
    public static readonly Instrument Quoted = Instruments.Of(300, "ICE \"X\":B\\R é", 0, 9);

    private static readonly Tick Quote = new()
    {
        Kind = TickKind.Quote,
        Instrument = 1,
        Sequence = Sequence,
        EventTime = Time,
        BidPrice = 1872300,
        BidSize = 100,
        AskPrice = 1872400,
        AskSize = 200,
        ReceiveTime = Received,
    };

    private static readonly Tick Trade = new()
    {
        Kind = TickKind.Trade,
        Instrument = 70000,
        Sequence = 9,
        EventTime = Time,
        ReceiveTime = Time,
        Price = 6123456,
        Size = 100_000_000,
        Side = Side.Buy,
        TradeId = 77,
    };

    private static readonly Collapsed Three = new() { Count = 3, FirstSequence = 38, Cause = CollapseCause.Server };

    public static DataMessage Of(string name) => name switch
    {
        "quote" => new(1, false, [new(Quote, Apple)]),
        "quote_snapshot_stale" => new(1, false, [new(Quote with { Flags = TickFlags.Snapshot }, Apple, TickFlags.Stale)]),
        "quote_no_bid_no_time" => new(int.MaxValue, false,
            [new(new Tick
            {
                Kind = TickKind.Quote, Instrument = 70000, Sequence = ulong.MaxValue, BidPrice = Tick.NoPrice, AskPrice = -1, AskSize = 123456789, Flags = TickFlags.HashedTradeId,
            }, Bitcoin)]),
        "quote_no_ask" => new(1, false, [new(Quote with { BidPrice = 0, BidSize = 0, AskPrice = Tick.NoPrice, AskSize = 0 }, Apple)]),
        "quote_collapsed" => new(1, false, [new(Quote, Apple, Collapsed: Three)]),
        "quote_summary" => new(1, false,
            [new(Quote, Apple, Collapsed: Three with { Cause = CollapseCause.Socket, HasQuoteSummary = true, BidHigh = 1872500, BidLow = 1872200, AskHigh = 1872600, AskLow = 1872400 })]),
        "quote_summary_no_bid" => new(1, false,
            [new(Quote with { BidPrice = Tick.NoPrice, BidSize = 0 }, Apple, Collapsed: new Collapsed
            {
                Count = 2, FirstSequence = 38, Cause = CollapseCause.Rate, HasQuoteSummary = true, BidHigh = Tick.NoPrice, BidLow = Tick.NoPrice, AskHigh = 1872600, AskLow = 1872400,
            })]),
        "quote_times" => new(1, true, [new(Quote, Apple)]),
        "quote_collapsed_times" => new(1, true, [new(Quote, Apple, Collapsed: Three)]),
        "trade" => new(1, false, [new(Trade with { Sequence = 5_000_000_000, Size = 12345678, Side = Side.Sell, TradeId = (1UL << 63) + 5 }, Bitcoin)]),
        "trade_negative_price" => new(1, false,
            [new(new Tick { Kind = TickKind.Trade, Instrument = 300, Sequence = 1, EventTime = new(-1), Price = -40, Size = Tick.MaxMantissa, Flags = TickFlags.OutOfHours }, Quoted)]),
        "trade_sums" => new(1, false,
            [new(Trade, Bitcoin, Collapsed: Sums(2, 5, CollapseCause.Budget, 300_000_000, 6123456, 6123400, ((Int128)6123400 * 200_000_000) + ((Int128)6123456 * 100_000_000)))]),
        "trade_sums_128_bits" => new(1, false,
            [new(Trade with { Price = Tick.MaxMantissa, Size = Tick.MaxMantissa }, Bitcoin, Collapsed: Sums(9, 1, CollapseCause.Budget, 9 * Tick.MaxMantissa, Tick.MaxMantissa, -Tick.MaxMantissa, (Int128)Tick.MaxMantissa * Tick.MaxMantissa * 9))]),
        "trade_sums_negative_notional" => new(1, true,
            [new(Trade with { Instrument = 300, Price = -40, Size = 1 }, Quoted, Collapsed: Sums(2, 1, CollapseCause.Rate, 2, -40, -41, -81))]),
        "trade_times" => new(1, true, [new(Trade with { Instrument = 1, Price = 1872300, Size = 100 }, Apple, TickFlags.Replayed)]),
        "status" => new(1, false, [new(Status(10, TradingState.Halted, "LULD \"pause\" é") with { EventTime = Time }, Apple)]),
        "status_times" => new(1, true, [new(Status(10, TradingState.PreOpen, "") with { ReceiveTime = Received }, Apple, TickFlags.Snapshot)]),
        "three_kinds" => new(200, false,
            [
                new(Quote, Apple),
                new(Trade with { Instrument = 1, Sequence = 42, Price = 1872400, Size = 50, TradeId = 7 }, Apple),
                new(Status(43, TradingState.Closed, "close") with { EventTime = Time }, Apple),
            ]),
        "twenty_quotes" => new(1, false, [.. Enumerable.Range(1, 20).Select(n => new DataTick(
            new Tick { Kind = TickKind.Quote, Instrument = 1, Sequence = (ulong)n, BidPrice = 1, BidSize = 1, AskPrice = 2, AskSize = 2 }, Apple))]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no message is written for this golden case"),
    };

    private static Tick Status(ulong sequence, TradingState state, string reason) =>
        Tick.ForStatus(1, state, System.Text.Encoding.UTF8.GetBytes(reason)) with { Sequence = sequence };

    private static Collapsed Sums(long count, ulong first, CollapseCause cause, long volume, long high, long low, Int128 notional) => new()
    {
        Count = count,
        FirstSequence = first,
        Cause = cause,
        HasTradeSums = true,
        Volume = volume,
        High = high,
        Low = low,
        Notional = notional,
    };
}
