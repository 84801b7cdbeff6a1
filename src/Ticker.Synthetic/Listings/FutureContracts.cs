using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>
/// Futures on indices, rates, metals, energy and grain, among them calendar spreads, whose prices may be negative.
/// Every tick is made up.
/// </summary>
internal static class FutureContracts
{
    private static readonly Segment Cme = new("XCME", MarketGroup.Futures, AssetClass.Future)
    {
        PriceScale = 2, TickSize = 25, QuoteLots = 60, TradeLots = 3, TradeShare = 0.18, Common = 0.6, Activity = 12, Halts = true,
    };

    private static readonly Segment Nymex = Cme with { Venue = "XNYM", TickSize = 1, QuoteLots = 18, Common = 0.2, Activity = 9 };
    private static readonly Segment Comex = Nymex with { Venue = "XCEC", PriceScale = 1, Activity = 8 };
    private static readonly Segment Cbot = Cme with { Venue = "XCBT", PriceScale = 6, TickSize = 15_625, QuoteLots = 1_500, TradeLots = 14, Common = 0.1 };
    private static readonly Segment Eurex = Cme with { Venue = "XEUR", Currency = "EUR", PriceScale = 2, TickSize = 100, QuoteLots = 120, Activity = 8 };

    /// <summary>The venues with their lists, the most active instrument first.</summary>
    public static IReadOnlyList<IReadOnlyList<Listing>> All { get; } =
    [
        [
            Cme.Row("ESZ6", "5940.25", 13), Cme.Row("NQZ6", "20790.75", 18, 2), Cme.Row("RTYZ6", "2370.40", 20) with { Own = (2, 10) },
            Cme.Row("6EZ6", "1.05650", 7) with { Own = (5, 5) }, Cme.Row("6JZ6", "0.0064850", 10) with { Own = (7, 5) },
            Cme.Row("6BZ6", "1.2655", 8) with { Own = (4, 1) }, Cme.Row("SR3H7", "95.605", 1) with { Own = (3, 5) },
            Cme.Row("LEZ6", "186.150", 14) with { Own = (3, 25) }, Cme.Row("HEZ6", "80.475", 20) with { Own = (3, 25) },
            Cme.Row("ESH7", "6005.50", 13, 2),
        ],
        [
            Nymex.Row("CLF7", "70.10", 32),

            // A front month against the next: below zero, and as volatile as a small part of its leg.
            Nymex.Row("CLF7-CLG7", "-0.24", 1.2) with { VolatilityOf = "70.10" },
            Nymex.Row("NGF7", "3.339", 60) with { Own = (3, 1) }, Nymex.Row("NGF7-NGG7", "-0.048", 6) with { Own = (3, 1), VolatilityOf = "3.339" },
            Nymex.Row("RBF7", "2.0385", 34, 5) with { Own = (4, 1) }, Nymex.Row("HOF7", "2.2790", 32, 5) with { Own = (4, 1) },
            Nymex.Row("CLG7", "70.34", 31), Nymex.Row("PLF7", "964.5", 24, 4) with { Own = (1, 1) },
        ],
        [
            Comex.Row("GCZ6", "2674.9", 15), Comex.Row("SIZ6", "30.935", 30, 1) with { Own = (3, 5) },
            Comex.Row("HGZ6", "4.1295", 22) with { Own = (4, 5) },
        ],
        [
            Cbot.Row("ZNZ6", "109.812500", 6), Cbot.Row("ZBZ6", "116.875000", 11) with { Own = (5, 3_125) },
            Cbot.Row("ZFZ6", "106.937500", 4) with { Own = (7, 78_125) }, Cbot.Row("ZCZ6", "426.75", 24) with { Own = (2, 25) },
            Cbot.Row("ZSF7", "983.50", 18) with { Own = (2, 25) }, Cbot.Row("ZWZ6", "548.25", 30) with { Own = (2, 25) },
            Cbot.Row("YMZ6", "43968", 13, 2) with { Own = (0, 1) },
        ],
        [
            Eurex.Row("FESX 202612", "4790", 16), Eurex.Row("FDAX 202612", "19250", 16, 2), Eurex.Row("FGBL 202612", "132.94", 6) with { Own = (2, 1) },
            Eurex.Row("FGBM 202612", "119.31", 4) with { Own = (2, 1) }, Eurex.Row("FGBS 202612", "106.985", 2) with { Own = (3, 5) },
        ],
    ];
}
