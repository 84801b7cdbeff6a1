using System.Text;
using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Tests.Output;

/// <summary>Ticks to show, and what an output makes of them.</summary>
internal static class Ticks
{
    public static readonly Instrument Odd = new() { Number = 1, Name = new InstrumentName("XTST", "A, \"B\" é"), PriceScale = 2, SizeScale = 1 };

    public static ReceivedTick Quote(long? bid = 10_050, long? ask = 10_100) => new(Odd, new Tick
    {
        Kind = TickKind.Quote,
        Sequence = 11,
        EventTime = new UnixNanos(1_723_161_600_123_456_789),
        BidPrice = bid ?? Tick.NoPrice,
        BidSize = bid is null ? 0 : 15,
        AskPrice = ask ?? Tick.NoPrice,
        AskSize = ask is null ? 0 : 20,
        Flags = TickFlags.Snapshot,
    }, default);

    public static ReceivedTick Trade(Side side = Side.Sell, ulong id = ulong.MaxValue) => new(Odd, new Tick
    {
        Kind = TickKind.Trade,
        Sequence = 12,
        Price = -1,
        Size = 30,
        Side = side,
        TradeId = id,
    }, new Protocol.Collapsed { Count = 4, FirstSequence = 9, Cause = Protocol.CollapseCause.Server });

    public static ReceivedTick Summary() => Quote() with
    {
        Collapsed = new Protocol.Collapsed { Count = 3, FirstSequence = 7, Cause = Protocol.CollapseCause.Rate, HasQuoteSummary = true, BidHigh = 10_055, BidLow = 10_000, AskHigh = Tick.NoPrice, AskLow = Tick.NoPrice },
    };

    public static ReceivedTick Sums()
    {
        ReceivedTick trade = Trade();
        return trade with
        {
            Tick = trade.Tick with { ReceiveTime = new UnixNanos(1_723_161_600_000_000_001) },
            Collapsed = new Protocol.Collapsed { Count = 2, FirstSequence = 10, Cause = Protocol.CollapseCause.Budget, HasTradeSums = true, Volume = 50, High = 2, Low = -1, Notional = -70 },
        };
    }

    public static ReceivedTick Status(string reason) =>
        new(Odd, Tick.ForStatus(1, TradingState.Halted, Encoding.UTF8.GetBytes(reason)) with { Sequence = 13, Flags = TickFlags.Stale }, default);

    public static async Task<string> ShowAsync(Func<LineBuffer, ITickOutput> open, params ReceivedTick[] ticks)
    {
        var stream = new MemoryStream();
        await using ITickOutput output = open(new LineBuffer(stream));
        foreach (ReceivedTick tick in ticks)
        {
            output.Add(in tick);
        }

        await output.FlushAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
