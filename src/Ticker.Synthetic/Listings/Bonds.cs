using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>
/// Government bonds, priced in percent and stepping by a fraction of 1/32 written as a decimal, in lots of a million of
/// face value. Every tick is made up.
/// </summary>
internal static class Bonds
{
    // 1/128 of a point: a quarter of a 32nd.
    private static readonly Segment Treasuries = new("BTEC", MarketGroup.Bonds, AssetClass.FixedIncome)
    {
        PriceScale = 7, TickSize = 78_125, LotSize = 1_000_000, QuoteLots = 40, TradeLots = 4, TradeShare = 0.05,
        Common = 0.9, Activity = 6, OpenSeconds = 250 * 22 * 3600,
    };

    /// <summary>The list, the most active bond first.</summary>
    public static IReadOnlyList<IReadOnlyList<Listing>> All { get; } =
    [
        [
            Treasuries.Row("US 10Y 4.250 11/34", "98.78125", 7, 2), Treasuries.Row("US 05Y 4.125 10/29", "99.265625", 4),
            Treasuries.Row("US 02Y 4.125 10/26", "99.609375", 2), Treasuries.Row("US 30Y 4.500 11/54", "98.28125", 13) with { Own = (6, 15_625) },
            Treasuries.Row("US 07Y 4.125 10/31", "98.828125", 5, 2), Treasuries.Row("US 03Y 4.250 11/27", "99.90625", 3),
            Treasuries.Row("US 20Y 4.625 11/44", "100.15625", 11) with { Own = (5, 3_125) },
        ],
    ];
}
