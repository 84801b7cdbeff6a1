using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// The book of one instrument, built from the sizes of its price levels, of which only the best are asked for. Lines of one
/// instant belong together: in between the book may not make sense. For one thread.
/// </summary>
internal sealed class TopOfLevels
{
    /// <summary>The most levels of a side.</summary>
    public const int MaxLevels = 1_000_000;

    private readonly SortedSet<long> _bids = [];
    private readonly SortedSet<long> _asks = [];
    private readonly Dictionary<long, long> _bidSizes = [];
    private readonly Dictionary<long, long> _askSizes = [];
    private (long Bid, long BidSize, long Ask, long AskSize) _told = (Tick.NoPrice, 0, Tick.NoPrice, 0);
    private bool _snapshot;
    private bool _openedBySnapshot;

    /// <summary>Sets a level.</summary>
    /// <param name="side">Whether it is of the bids or the asks.</param>
    /// <param name="price">Its price.</param>
    /// <param name="size">Its size; 0 = it is gone.</param>
    /// <param name="snapshot">Whether it is part of a whole book; the first such line begins a new one.</param>
    /// <returns>False where the book has become too large to be one.</returns>
    public bool Set(Side side, long price, long size, bool snapshot)
    {
        if (snapshot && !_snapshot)
        {
            _bids.Clear();
            _asks.Clear();
            _bidSizes.Clear();
            _askSizes.Clear();
        }

        _snapshot = snapshot;
        _openedBySnapshot |= snapshot;
        (SortedSet<long> prices, Dictionary<long, long> sizes) = side == Side.Buy ? (_bids, _bidSizes) : (_asks, _askSizes);
        if (size == 0)
        {
            prices.Remove(price);
            sizes.Remove(price);
            return true;
        }

        prices.Add(price);
        sizes[price] = size;
        return prices.Count <= MaxLevels;
    }

    /// <summary>The best bid and ask, where they are others than those that were asked for last, and there is one.</summary>
    public bool TryTake(out Tick quote)
    {
        long bid = _bids.Count > 0 ? _bids.Max : Tick.NoPrice;
        long ask = _asks.Count > 0 ? _asks.Min : Tick.NoPrice;
        var top = (bid, _bids.Count > 0 ? _bidSizes[bid] : 0, ask, _asks.Count > 0 ? _askSizes[ask] : 0);
        bool whole = _openedBySnapshot;
        _openedBySnapshot = false;
        if (top == _told || (bid == Tick.NoPrice && ask == Tick.NoPrice))
        {
            quote = default;
            return false;
        }

        _told = top;
        quote = new Tick
        {
            Kind = TickKind.Quote,
            Flags = whole ? TickFlags.Snapshot : TickFlags.None,
            BidPrice = top.bid,
            BidSize = top.Item2,
            AskPrice = top.ask,
            AskSize = top.Item4,
        };
        return true;
    }
}
