using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>What the instruments of one venue have in common.</summary>
/// <param name="Venue">The venue's name.</param>
/// <param name="Group">What they move with.</param>
/// <param name="AssetClass">What they are.</param>
internal sealed record Segment(string Venue, MarketGroup Group, AssetClass AssetClass)
{
    /// <summary>What prices are in.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Decimals of a price.</summary>
    public byte PriceScale { get; init; }

    /// <summary>Decimals of a size.</summary>
    public byte SizeScale { get; init; }

    /// <summary>The step of a price, in its scale.</summary>
    public long TickSize { get; init; } = 1;

    /// <summary>The step of a size, in its scale.</summary>
    public long LotSize { get; init; } = 1;

    /// <summary>The mean size of a quote's side, in lots.</summary>
    public long QuoteLots { get; init; } = 1;

    /// <summary>Quote sizes come in multiples of this many lots, but for what trades left of them.</summary>
    public long RoundLots { get; init; } = 1;

    /// <summary>The mean size of a trade, in lots.</summary>
    public long TradeLots { get; init; } = 1;

    /// <summary>The share of events that are trades.</summary>
    public double TradeShare { get; init; }

    /// <summary>The share of each instrument's variance that it has in common with its group.</summary>
    public double Common { get; init; } = 0.4;

    /// <summary>How lively its most active instrument is, beside other venues.</summary>
    public double Activity { get; init; } = 1;

    /// <summary>Seconds that it is open in a year: what an annual volatility is spread over.</summary>
    public double OpenSeconds { get; init; } = 252 * 23 * 3600;

    /// <summary>Whether its instruments can be halted and paused.</summary>
    public bool Halts { get; init; }

    /// <summary>A row of the segment's list.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="price">The previous close, in decimals.</param>
    /// <param name="volatility">Per year, in percent of the price.</param>
    /// <param name="spread">The usual spread in ticks, at least 1.</param>
    public Listing Row(string symbol, string price, double volatility, int spread = 1) => new(this, symbol, price, volatility, spread);
}
