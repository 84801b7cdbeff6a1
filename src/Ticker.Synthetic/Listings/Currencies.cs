using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>Currency pairs, in tenths of a pip, in lots of 100,000 of the first currency. Every tick is made up.</summary>
internal static class Currencies
{
    private static readonly Segment Ebs = new("EBS", MarketGroup.Currencies, AssetClass.ForeignExchange)
    {
        PriceScale = 5, LotSize = 100_000, QuoteLots = 30, RoundLots = 10, TradeLots = 12, TradeShare = 0.05,
        Common = 0.5, Activity = 9, OpenSeconds = 260 * 24 * 3600,
    };

    /// <summary>The list, the most active pair first.</summary>
    public static IReadOnlyList<IReadOnlyList<Listing>> All { get; } =
    [
        [
            Pair("EUR/USD", "1.05430", 7, 3), Yen("USD/JPY", "154.672", 10, 4), Pair("GBP/USD", "1.26510", 8, 5),
            Pair("AUD/USD", "0.65140", 10, 4), Pair("USD/CHF", "0.88410", 7, 5), Pair("USD/CAD", "1.39720", 6, 5),
            Pair("NZD/USD", "0.58640", 10, 6), Pair("EUR/GBP", "0.83320", 5, 5), Yen("EUR/JPY", "163.075", 9, 6),
            Yen("GBP/JPY", "195.668", 10, 9), Pair("EUR/CHF", "0.93210", 5, 6), Yen("AUD/JPY", "100.752", 11, 7),
            Pair("EUR/AUD", "1.61850", 8, 10), Pair("EUR/CAD", "1.47310", 7, 10), Pair("USD/SGD", "1.34120", 4, 8),
            Pair("USD/CNH", "7.24510", 5, 18), Pair("USD/MXN", "20.24300", 14, 90), Pair("USD/ZAR", "18.08100", 15, 110),
            Pair("USD/SEK", "10.99100", 10, 60), Pair("USD/NOK", "11.07200", 11, 65), Pair("USD/PLN", "4.11300", 11, 40),
            Pair("USD/TRY", "34.47000", 12, 200), Pair("EUR/SEK", "11.58700", 6, 55), Pair("EUR/NOK", "11.67300", 8, 60),
            Pair("USD/HKD", "7.78320", 1, 6), Pair("GBP/CHF", "1.11840", 7, 12), Pair("USD/THB", "34.62000", 8, 150),

            // Ounces of gold and silver.
            (Ebs with { LotSize = 100 }).Row("XAU/USD", "2671.50", 15, 25) with { Own = (2, 1) },
            (Ebs with { LotSize = 5_000 }).Row("XAG/USD", "30.995", 28, 18) with { Own = (3, 1) },
        ],
    ];

    private static Listing Pair(string symbol, string price, double volatility, int spread) =>
        Ebs.Row(symbol, price, volatility, spread) with { Currency = symbol[4..] };

    private static Listing Yen(string symbol, string price, double volatility, int spread) =>
        Pair(symbol, price, volatility, spread) with { Own = (3, 1) };
}
