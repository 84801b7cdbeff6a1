using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>How large a segment's orders and trades are, in lots. For one thread.</summary>
internal sealed class OrderSizes(Segment segment, RandomSource random)
{
    /// <summary>What stands at a fresh level, in round lots.</summary>
    public long Level() => Round(HeavyTail.Lots(random, segment.QuoteLots));

    /// <summary>What stands at a level where orders came and went: other than before.</summary>
    public long AfterOrders(long lots)
    {
        long other = Level();
        long half = lots / 2 / segment.RoundLots * segment.RoundLots;
        long mixed = half == 0 ? other : half + Round(other / 2);
        return mixed != lots ? mixed : lots + segment.RoundLots;
    }

    /// <summary>A trade: a third are remainders, and half of what is larger than a round lot is round.</summary>
    public long Trade()
    {
        long lots = HeavyTail.Lots(random, segment.TradeLots);
        return random.Below(6) switch
        {
            < 2 => 1 + (long)(lots * random.Fraction()),
            < 5 when lots > segment.RoundLots => lots / segment.RoundLots * segment.RoundLots,
            _ => lots,
        };
    }

    /// <summary>An auction's trade, of many orders at once.</summary>
    public long Auction() => HeavyTail.Lots(random, segment.TradeLots * 20);

    private long Round(long lots) => Math.Max(1, lots / segment.RoundLots) * segment.RoundLots;
}
