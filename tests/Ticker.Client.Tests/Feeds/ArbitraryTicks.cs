using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Client.Feeds;
using Ticker.Model;

namespace Ticker.Client.Tests.Feeds;

/// <summary>Ticks of every kind with numbers of every size, the extremes among them.</summary>
internal static class ArbitraryTicks
{
    private static readonly Gen<long> Numbers = Gen.OneOf(
        Gen.Constant(0L),
        Gen.Choose(-300, 300).Select(n => (long)n),
        ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(n => n.Item),
        Gen.Elements(long.MaxValue, long.MinValue + 1, Tick.MaxMantissa, -Tick.MaxMantissa));

    private static readonly Gen<long> Prices = Gen.OneOf(Numbers, Numbers, Gen.Constant(Tick.NoPrice));

    private static readonly Gen<Tick> Quotes =
        from bid in Prices from bidSize in Numbers from ask in Prices from askSize in Numbers
        select new Tick { Kind = TickKind.Quote, BidPrice = bid, BidSize = bidSize, AskPrice = ask, AskSize = askSize };

    private static readonly Gen<Tick> Trades =
        from price in Numbers from size in Numbers from id in Numbers from side in Gen.Elements(Side.None, Side.Buy, Side.Sell)
        select new Tick { Kind = TickKind.Trade, Price = price, Size = size, TradeId = (ulong)id, Side = side };

    private static readonly Gen<Tick> Statuses =
        from state in Gen.Elements(TradingState.Trading, TradingState.Halted, TradingState.PreOpen)
        from reason in Gen.Elements("", "LULD", "Überprüfung läuft", "a reason that is longer than thirty bytes and is cut")
        select Tick.ForStatus(0, state, Encoding.UTF8.GetBytes(reason));

    private static readonly Gen<Tick> Any =
        from body in Gen.OneOf(Quotes, Trades, Statuses)
        from instrument in Numbers from time in Numbers from sequence in Numbers
        from flags in Gen.Elements(TickFlags.None, TickFlags.Snapshot, TickFlags.OutOfHours, TickFlags.Stale | TickFlags.Snapshot)
        select body with { Instrument = (uint)instrument, EventTime = new UnixNanos(time), Sequence = (ulong)sequence, Flags = flags };

    public static Arbitrary<Tick[]> Batches() =>
        Gen.Choose(0, TickBatchEncoder.MaxTicks).SelectMany(count => Any.ArrayOf(count)).ToArbitrary();
}
