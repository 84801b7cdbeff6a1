using FsCheck;
using FsCheck.Fluent;
using Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Tests.Decode;

/// <summary>Generators of what publishers may send, extremes included.</summary>
internal static class RandomTicks
{
    private static readonly Gen<long> Long = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => (long)n),
        Gen.Elements(0, 1, -1, long.MaxValue, long.MinValue, long.MinValue + 1, 1_000_000_000_000_000_000, -1_000_000_000_000_000_001, 1L << 35),
        ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<ulong> Unsigned = Long.Select(n => (ulong)n);

    private static readonly Gen<uint> Small = Gen.OneOf(Gen.Choose(0, 5).Select(n => (uint)n), Gen.Elements(127u, 128u, uint.MaxValue));

    private static readonly Gen<int> AnyEnum = Gen.OneOf(Gen.Choose(0, 6), Gen.Elements(-1, 255, 256, 257, int.MaxValue, int.MinValue));

    private static readonly Gen<string> Text = Gen.Elements("", "T-1", "ünïcode ☃", "𝄞", new string('x', 200), "a\0b", "exactly thirty bytes of reason");

    private static readonly Gen<Quote> Quotes =
        from sides in Gen.Choose(0, 3)
        from bid in Long
        from ask in Long
        from bidSize in Long
        from askSize in Long
        select MakeQuote(sides, bid, bidSize, ask, askSize);

    private static readonly Gen<Trade> Trades =
        from price in Long
        from size in Long
        from side in AnyEnum
        from id in Gen.OneOf(Gen.Constant(0ul), Unsigned)
        from text in Text
        select new Trade { Price = price, Size = size, Side = (Side)side, TradeId = id, TradeIdText = text };

    private static readonly Gen<Status> Statuses =
        from state in AnyEnum
        from reason in Text
        select new Status { State = (TradingState)state, Reason = reason };

    public static Gen<Tick> Ticks { get; } =
        from instrument in Small
        from time in Unsigned
        from sequence in Unsigned
        from flags in Small
        from body in Gen.Choose(0, 3)
        from quote in Quotes
        from trade in Trades
        from status in Statuses
        select MakeTick(instrument, time, sequence, flags, body, quote, trade, status);

    public static Gen<PublishRequest> Batches { get; } =
        from ticks in Gen.ListOf(Ticks)
        select new PublishRequest { Batch = new TickBatch { Ticks = { ticks } } };

    private static Quote MakeQuote(int sides, long bid, long bidSize, long ask, long askSize)
    {
        var quote = new Quote { BidSize = bidSize, AskSize = askSize };
        if ((sides & 1) != 0)
        {
            quote.BidPrice = bid;
        }

        if ((sides & 2) != 0)
        {
            quote.AskPrice = ask;
        }

        return quote;
    }

    private static Tick MakeTick(uint instrument, ulong time, ulong sequence, uint flags, int body, Quote quote, Trade trade, Status status)
    {
        var tick = new Tick { Instrument = instrument, EventTime = time, Sequence = sequence, Flags = flags };
        switch (body)
        {
            case 1:
                tick.Quote = quote;
                break;
            case 2:
                tick.Trade = trade;
                break;
            case 3:
                tick.Status = status;
                break;
        }

        return tick;
    }
}
