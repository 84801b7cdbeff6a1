using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// The best bid and ask of one instrument over several exchanges, each of which tells its own, a side at a time. Of equal
/// prices the larger size counts, then the exchange that was first. For one thread.
/// </summary>
internal sealed class TopOfExchanges
{
    private readonly List<(byte Exchange, long Bid, long BidSize, long Ask, long AskSize)> _sides = [];
    private (long Bid, long BidSize, long Ask, long AskSize) _told = (Tick.NoPrice, 0, Tick.NoPrice, 0);

    /// <summary>Sets one side of an exchange.</summary>
    /// <param name="exchange">Which exchange.</param>
    /// <param name="side">Whether it is the bid or the ask.</param>
    /// <param name="price">Its price.</param>
    /// <param name="size">Its size; 0 = it has none.</param>
    public void Set(byte exchange, Side side, long price, long size)
    {
        int at = _sides.FindIndex(known => known.Exchange == exchange);
        if (at < 0)
        {
            at = _sides.Count;
            _sides.Add((exchange, Tick.NoPrice, 0, Tick.NoPrice, 0));
        }

        (byte Exchange, long Bid, long BidSize, long Ask, long AskSize) told = _sides[at];
        price = size == 0 ? Tick.NoPrice : price;
        _sides[at] = side == Side.Buy ? told with { Bid = price, BidSize = size } : told with { Ask = price, AskSize = size };
    }

    /// <summary>The best bid and ask, where they are others than those that were asked for last, and there is one.</summary>
    public bool TryTake(out Tick quote)
    {
        (long Bid, long BidSize, long Ask, long AskSize) top = (Tick.NoPrice, 0, Tick.NoPrice, 0);
        foreach ((_, long bid, long bidSize, long ask, long askSize) in _sides)
        {
            if (bid != Tick.NoPrice && (bid > top.Bid || (bid == top.Bid && bidSize > top.BidSize)))
            {
                (top.Bid, top.BidSize) = (bid, bidSize);
            }

            if (ask != Tick.NoPrice && (top.Ask == Tick.NoPrice || ask < top.Ask || (ask == top.Ask && askSize > top.AskSize)))
            {
                (top.Ask, top.AskSize) = (ask, askSize);
            }
        }

        if (top == _told || (top.Bid == Tick.NoPrice && top.Ask == Tick.NoPrice))
        {
            quote = default;
            return false;
        }

        _told = top;
        quote = new Tick { Kind = TickKind.Quote, BidPrice = top.Bid, BidSize = top.BidSize, AskPrice = top.Ask, AskSize = top.AskSize };
        return true;
    }
}
