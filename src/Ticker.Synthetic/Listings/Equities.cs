using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>Shares and funds. The names are real, the prices are of no particular day, and every tick is made up.</summary>
internal static class Equities
{
    private static readonly Segment Nasdaq = new("XNAS", MarketGroup.Equities, AssetClass.Equity)
    {
        PriceScale = 4, TickSize = 100, QuoteLots = 500, RoundLots = 100, TradeLots = 90, TradeShare = 0.14,
        Common = 0.35, Activity = 10, OpenSeconds = 252 * 6.5 * 3600, Halts = true,
    };

    private static readonly Segment Nyse = Nasdaq with { Venue = "XNYS", Activity = 7 };

    private static readonly Segment Arca = Nasdaq with { Venue = "ARCX", Common = 0.85, QuoteLots = 2500, TradeLots = 200, Activity = 9, Halts = false };

    private static readonly Segment Dear = Nyse with { QuoteLots = 3, RoundLots = 1, TradeLots = 1 };

    /// <summary>The venues with their lists, the most active instrument first.</summary>
    public static IReadOnlyList<IReadOnlyList<Listing>> All { get; } =
    [
        [
            Nasdaq.Row("AAPL", "229.35", 26), Nasdaq.Row("NVDA", "131.88", 52), Nasdaq.Row("TSLA", "342.03", 62, 3),
            Nasdaq.Row("MSFT", "417.79", 22, 3), Nasdaq.Row("AMZN", "198.38", 30), Nasdaq.Row("META", "563.09", 34, 8),
            Nasdaq.Row("GOOGL", "171.29", 28), Nasdaq.Row("AMD", "138.35", 48), Nasdaq.Row("INTC", "24.50", 50),
            Nasdaq.Row("AVGO", "164.23", 48, 3), Nasdaq.Row("MSTR", "388.84", 95, 25), Nasdaq.Row("COIN", "295.23", 80, 18),
            Nasdaq.Row("PLTR", "64.35", 65), Nasdaq.Row("NFLX", "897.79", 32, 25), Nasdaq.Row("COST", "964.01", 20, 30),
            Nasdaq.Row("CSCO", "58.50", 18), Nasdaq.Row("ADBE", "512.15", 30, 18), Nasdaq.Row("QCOM", "156.51", 34, 3),
            Nasdaq.Row("MU", "102.76", 50, 2), Nasdaq.Row("PEP", "160.95", 17, 2), Nasdaq.Row("TXN", "200.92", 26, 5),
            Nasdaq.Row("AMAT", "174.88", 36, 4), Nasdaq.Row("INTU", "640.12", 30, 35), Nasdaq.Row("ISRG", "541.64", 27, 30),
            Nasdaq.Row("BKNG", "5186.22", 26, 400), Nasdaq.Row("SBUX", "102.50", 25), Nasdaq.Row("GILD", "90.16", 22, 2),
            Nasdaq.Row("ADP", "304.48", 17, 12), Nasdaq.Row("LRCX", "71.22", 40, 2), Nasdaq.Row("MRVL", "91.57", 52, 2),
            Nasdaq.Row("ABNB", "134.21", 38, 4), Nasdaq.Row("CRWD", "373.46", 45, 25), Nasdaq.Row("PANW", "386.74", 36, 18),
            Nasdaq.Row("SIRI", "26.56", 44, 2), Nasdaq.Row("WBA", "8.28", 60), Nasdaq.Row("LCID", "2.16", 75),
            Nasdaq.Row("SMCI", "25.80", 95, 2), Nasdaq.Row("PYPL", "85.97", 32), Nasdaq.Row("CMCSA", "42.96", 22), Nasdaq.Row("AMGN", "287.42", 24, 12),
            Nasdaq.Row("HON", "226.63", 19, 5), Nasdaq.Row("KLAC", "628.40", 38, 40), Nasdaq.Row("ASML", "669.45", 38, 45), Nasdaq.Row("RIVN", "10.07", 65),
        ],
        [
            Nyse.Row("BAC", "46.71", 24), Nyse.Row("JPM", "247.98", 23, 4), Nyse.Row("F", "11.18", 32), Nyse.Row("XOM", "121.79", 21, 2),
            Nyse.Row("DIS", "114.80", 25, 2), Nyse.Row("PFE", "25.41", 22), Nyse.Row("T", "22.88", 20), Nyse.Row("C", "69.33", 26),
            Nyse.Row("WMT", "89.50", 19), Nyse.Row("V", "310.68", 18, 6), Nyse.Row("JNJ", "155.17", 15, 2), Nyse.Row("PG", "173.91", 15, 3),
            Nyse.Row("KO", "63.92", 13), Nyse.Row("BA", "149.29", 36, 4), Nyse.Row("GE", "181.05", 30, 5), Nyse.Row("CVX", "161.48", 20, 3),
            Nyse.Row("ORCL", "192.29", 34, 4), Nyse.Row("CRM", "341.19", 31, 12), Nyse.Row("UNH", "590.87", 25, 35),
            Nyse.Row("GS", "597.10", 26, 30), Nyse.Row("MS", "133.88", 26, 3), Nyse.Row("WFC", "75.45", 26), Nyse.Row("NKE", "77.10", 30),
            Nyse.Row("MCD", "290.57", 16, 8), Nyse.Row("CAT", "395.81", 26, 18), Nyse.Row("IBM", "222.97", 20, 6),
            Nyse.Row("HD", "411.36", 21, 14), Nyse.Row("LLY", "748.01", 34, 50), Dear.Row("BRK.A", "712440.00", 15, 30_000),
            Nyse.Row("NOK", "4.24", 28), Nyse.Row("UBER", "70.16", 38), Nyse.Row("SNAP", "11.02", 60), Nyse.Row("VALE", "9.97", 28), Nyse.Row("TSM", "190.08", 36, 3),
            Nyse.Row("NVR", "9050.10", 24, 2_500),
        ],
        [
            Arca.Row("SPY", "590.50", 13), Arca.Row("QQQ", "504.98", 18), Arca.Row("IWM", "235.16", 20), Arca.Row("TLT", "90.08", 14),
            Arca.Row("GLD", "246.71", 14), Arca.Row("XLF", "49.87", 16), Arca.Row("HYG", "79.43", 6), Arca.Row("EEM", "43.35", 17),
            Arca.Row("SOXL", "27.05", 90), Arca.Row("USO", "74.18", 30), Arca.Row("SLV", "28.38", 28), Arca.Row("UVXY", "21.34", 110, 2),
        ],
    ];
}
