using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Frames;

/// <summary>Ticks with every field at random: small, large, at the edges, missing.</summary>
internal static class AnyTick
{
    private static readonly Gen<long> Mantissa = Gen.OneOf(
        Gen.Choose(-200, 70_000).Select(one => (long)one),
        Gen.Elements(0, 127, 128, 255, 256, 65_535, 65_536, uint.MaxValue, 1L + uint.MaxValue, Tick.MaxMantissa),
        ArbMap.Default.GeneratorFor<long>().Select(one => one % Tick.MaxMantissa));

    private static readonly Gen<long> Size = Mantissa.Select(Math.Abs);
    private static readonly Gen<long> Price = Gen.Frequency((5, Mantissa), (1, Gen.Constant(Tick.NoPrice)));
    private static readonly Gen<ulong> Wide = Gen.OneOf(Size.Select(one => (ulong)one), Gen.Elements(ulong.MaxValue, 1UL << 63));
    private static readonly Gen<long> Time = Gen.OneOf(Gen.Constant(0L), Gen.Constant(1723161253937412000L), Mantissa);

    public static Gen<DataTick> Ticks(Instrument instrument) => Gen.OneOf(
        from tick in Quotes
        from collapsed in QuoteCollapsed
        select Put(tick, collapsed, instrument),
        from tick in Trades
        from collapsed in TradeCollapsed
        select Put(tick, collapsed, instrument),
        from tick in Statuses
        select Put(tick, default, instrument));

    private static Gen<Tick> Quotes =>
        from head in Heads
        from bid in Price
        from bidSize in Size
        from ask in Price
        from askSize in Size
        select head with
        {
            Kind = TickKind.Quote,
            BidPrice = bid,
            BidSize = bid == Tick.NoPrice ? 0 : bidSize,
            AskPrice = ask,
            AskSize = ask == Tick.NoPrice ? 0 : askSize,
        };

    private static Gen<Tick> Trades =>
        from head in Heads
        from price in Mantissa
        from size in Size
        from id in Wide
        from side in Gen.Elements(Side.None, Side.Buy, Side.Sell)
        select head with { Kind = TickKind.Trade, Price = price, Size = size, TradeId = id, Side = side };

    private static Gen<Tick> Statuses =>
        from head in Heads
        from state in Gen.Elements(Enum.GetValues<TradingState>())
        from reason in Gen.Elements("", "LULD", "\"\\\u0001é", "thirty bytes of a long reason.")
        select Tick.ForStatus(0, state, System.Text.Encoding.UTF8.GetBytes(reason)) with
        {
            Sequence = head.Sequence,
            EventTime = head.EventTime,
            ReceiveTime = head.ReceiveTime,
            Flags = head.Flags,
        };

    private static Gen<Tick> Heads =>
        from sequence in Wide
        from time in Time
        from received in Time
        from flags in Gen.Choose(0, 255)
        select new Tick { Sequence = sequence, EventTime = new(time), ReceiveTime = new(received), Flags = (TickFlags)flags };

    private static Gen<Collapsed> QuoteCollapsed =>
        from head in CollapsedHeads
        from summary in Gen.Elements(true, false)
        from bid in Price
        from ask in Price
        select head.Count < 2 || !summary || (bid == Tick.NoPrice && ask == Tick.NoPrice)
            ? head
            : head with { HasQuoteSummary = true, BidHigh = bid, BidLow = bid, AskHigh = ask, AskLow = ask };

    private static Gen<Collapsed> TradeCollapsed =>
        from head in CollapsedHeads
        from sums in Gen.Elements(true, false)
        from volume in Size
        from high in Mantissa
        from low in Mantissa
        from factor in Mantissa
        select head.Count < 2 || !sums
            ? head
            : head with { HasTradeSums = true, Volume = volume, High = high, Low = low, Notional = (Int128)volume * factor };

    private static Gen<Collapsed> CollapsedHeads =>
        from count in Gen.Elements(0, 0, 2, 3, 1000, long.MaxValue)
        from first in Wide
        from cause in Gen.Elements(CollapseCause.Rate, CollapseCause.Socket, CollapseCause.Budget, CollapseCause.Server)
        select count < 2 ? default : new Collapsed { Count = count, FirstSequence = first, Cause = cause };

    private static DataTick Put(Tick tick, Collapsed collapsed, Instrument instrument) =>
        new(tick with { Instrument = instrument.Number }, instrument, TickFlags.None, collapsed);
}
