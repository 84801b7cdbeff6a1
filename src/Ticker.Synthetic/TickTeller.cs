using Ticker.Model;
using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>
/// Tells what happens to one instrument as ticks: from prices in ticks and sizes in lots to mantissas. Event times are ns
/// since the start. For one thread.
/// </summary>
internal sealed class TickTeller(Listing listing, uint number, ulong firstTradeId, TickQueue output)
{
    private readonly long _tickSize = listing.TickSize;
    private readonly long _lotSize = listing.Segment.LotSize;
    private ulong _tradeId = firstTradeId;

    /// <summary>A change of the trading state.</summary>
    public void Status(long now, TradingState state, ReadOnlySpan<byte> reason, TickFlags flags = TickFlags.None) =>
        output.Add(Tick.ForStatus(number, state, reason) with { EventTime = new(now), Flags = flags });

    /// <summary>A trade, with the next id.</summary>
    public void Trade(long now, long price, long lots, Side side) => output.Add(new Tick
    {
        Kind = TickKind.Trade,
        Instrument = number,
        EventTime = new(now),
        Price = price * _tickSize,
        Size = lots * _lotSize,
        TradeId = _tradeId++,
        Side = side,
    });

    /// <summary>A quote; a side without lots is no side.</summary>
    public void Quote(long now, long bid, long bidLots, long ask, long askLots, TickFlags flags = TickFlags.None) => output.Add(new Tick
    {
        Kind = TickKind.Quote,
        Flags = flags,
        Instrument = number,
        EventTime = new(now),
        BidPrice = bidLots == 0 ? Tick.NoPrice : bid * _tickSize,
        BidSize = bidLots * _lotSize,
        AskPrice = askLots == 0 ? Tick.NoPrice : ask * _tickSize,
        AskSize = askLots * _lotSize,
    });
}
