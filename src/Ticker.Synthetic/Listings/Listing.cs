using System.Text;
using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>One instrument, as the lists describe it.</summary>
/// <param name="Segment">What it shares with the rest of its venue.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Price">The previous close, in decimals.</param>
/// <param name="Volatility">Per year, in percent of <paramref name="Price"/>, or of <see cref="VolatilityOf"/>.</param>
/// <param name="Spread">The usual spread in ticks.</param>
internal sealed record Listing(Segment Segment, string Symbol, string Price, double Volatility, int Spread)
{
    /// <summary>Other scales, steps or currency than the venue's, where it has its own.</summary>
    public (byte PriceScale, long TickSize)? Own { get; init; }

    /// <summary>The currency, where it is not the venue's.</summary>
    public string? Currency { get; init; }

    /// <summary>The price that the volatility is a percentage of, where it is not its own: a spread's leg.</summary>
    public string? VolatilityOf { get; init; }

    /// <summary>How many decimals its prices have.</summary>
    public byte PriceScale => Own?.PriceScale ?? Segment.PriceScale;

    /// <summary>The step of its prices.</summary>
    public long TickSize => Own?.TickSize ?? Segment.TickSize;

    /// <summary>The previous close in ticks.</summary>
    public long CloseTicks => Mantissa(Price) / TickSize;

    /// <summary>Standard deviation per square root of a second, in ticks.</summary>
    public double TicksPerRootSecond =>
        Math.Abs(Mantissa(VolatilityOf ?? Price) / TickSize) * (Volatility / 100) / Math.Sqrt(Segment.OpenSeconds);

    /// <summary>The definition that a publisher would send.</summary>
    /// <param name="number">The publisher's number for it.</param>
    public Instrument Define(uint number) => new()
    {
        Number = number,
        Name = new InstrumentName(Segment.Venue, Symbol),
        PriceScale = PriceScale,
        SizeScale = Segment.SizeScale,
        AssetClass = Segment.AssetClass,
        Currency = Currency ?? Segment.Currency,
        TickSize = TickSize,
        LotSize = Segment.LotSize,
        PreviousClose = CloseTicks * TickSize,
    };

    private long Mantissa(string price) =>
        DecimalText.Parse(Encoding.ASCII.GetBytes(price), PriceScale, out long mantissa) == DecimalResult.Exact
            ? mantissa
            : throw new FormatException($"{Segment.Venue}:{Symbol}: the price {price} does not fit its scale");
}
