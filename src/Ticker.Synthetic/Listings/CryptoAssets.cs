using Ticker.Model;

namespace Ticker.Synthetic.Listings;

/// <summary>
/// Crypto-assets on a venue that does not exist: SIMX, and its perpetual contracts SIMX-PERP. The price scale follows the
/// price, down to a token at 10^-10. Every tick is made up.
/// </summary>
internal static class CryptoAssets
{
    private static readonly Segment Spot = new("SIMX", MarketGroup.Crypto, AssetClass.Crypto)
    {
        Currency = "USDT", PriceScale = 2, SizeScale = 8, LotSize = 1_000, QuoteLots = 120_000, TradeLots = 4_000, TradeShare = 0.22,
        Common = 0.6, Activity = 14, OpenSeconds = 365 * 24 * 3600,
    };

    // One lot is about a fifteenth of a dollar's worth for what is priced in tens, and so on by the price's size.
    private static readonly Segment Tens = Spot with { PriceScale = 2, LotSize = 1_000_000, QuoteLots = 9_000, TradeLots = 900 };
    private static readonly Segment Units = Spot with { PriceScale = 4, LotSize = 10_000_000, QuoteLots = 40_000, TradeLots = 3_000 };
    private static readonly Segment Cents = Spot with { PriceScale = 5, LotSize = 100_000_000, QuoteLots = 30_000, TradeLots = 2_500 };
    private static readonly Segment Dust = Spot with { PriceScale = 8, SizeScale = 0, LotSize = 1, QuoteLots = 90_000_000, TradeLots = 9_000_000 };

    private static readonly Segment Perpetual = Spot with
    {
        Venue = "SIMX-PERP", PriceScale = 1, SizeScale = 3, LotSize = 1, QuoteLots = 6_000, TradeLots = 150, TradeShare = 0.25, Activity = 15,
    };

    private static readonly Segment CheapPerpetual = Perpetual with { SizeScale = 0, QuoteLots = 60_000, TradeLots = 3_000 };

    /// <summary>The venues with their lists, the most active instrument first.</summary>
    public static IReadOnlyList<IReadOnlyList<Listing>> All { get; } =
    [
        [
            Spot.Row("BTCUSDT", "97940.25", 55), Tens.Row("ETHUSDT", "3366.80", 70), Tens.Row("SOLUSDT", "256.94", 90),
            Units.Row("XRPUSDT", "1.1023", 95), Cents.Row("DOGEUSDT", "0.38590", 110), Tens.Row("BNBUSDT", "620.40", 55, 10),

            // The finest price of the market: 10^-10, in whole tokens.
            (Dust with { QuoteLots = 40_000_000_000, TradeLots = 3_000_000_000 }).Row("MOTEUSDT", "0.0000123450", 140, 3) with { Own = (10, 1) },
            Dust.Row("PEPEUSDT", "0.00002089", 140), Dust.Row("SHIBUSDT", "0.00002484", 110), Units.Row("ADAUSDT", "0.8004", 95),
            Tens.Row("AVAXUSDT", "35.21", 95), Units.Row("LINKUSDT", "15.1250", 85, 10), Units.Row("DOTUSDT", "5.9140", 85, 5),
            Tens.Row("LTCUSDT", "88.31", 75), Tens.Row("BCHUSDT", "490.60", 80, 5), Units.Row("UNIUSDT", "9.0350", 95, 8),
            Units.Row("NEARUSDT", "5.6420", 100, 5), Units.Row("ATOMUSDT", "6.1330", 85, 5), Units.Row("APTUSDT", "12.2200", 95, 12),
            Cents.Row("TRXUSDT", "0.19890", 60), Cents.Row("XLMUSDT", "0.24860", 110), Cents.Row("HBARUSDT", "0.13010", 110),
            Units.Row("FILUSDT", "4.3320", 95, 6), (Spot with { Currency = "BTC", PriceScale = 5 }).Row("ETHBTC", "0.03438", 40),
        ],
        [
            Perpetual.Row("BTCUSDT", "97975.3", 56), Perp("ETHUSDT", "3368.12", 71, 2), Perp("SOLUSDT", "257.035", 91, 3, 5),
            CheapPerp("XRPUSDT", "1.1027", 96, 4), CheapPerp("DOGEUSDT", "0.38605", 111, 5), Perp("BNBUSDT", "620.61", 56, 2, 4),
            CheapPerp("PEPEUSDT", "0.00002090", 141, 8), CheapPerp("ADAUSDT", "0.8007", 96, 4), Perp("AVAXUSDT", "35.222", 96, 3, 3),
            Perp("LINKUSDT", "15.131", 86, 3), Perp("LTCUSDT", "88.34", 76, 2), CheapPerp("SUIUSDT", "3.4520", 110, 4, 3),
            CheapPerp("TONUSDT", "5.5180", 80, 4, 4), CheapPerp("TRXUSDT", "0.19897", 61, 5), CheapPerp("WIFUSDT", "3.1280", 130, 4, 2), CheapPerp("ARBUSDT", "0.6930", 105, 4),
        ],
    ];

    private static Listing Perp(string symbol, string price, double volatility, byte scale, int spread = 1) =>
        Perpetual.Row(symbol, price, volatility, spread) with { Own = (scale, 1) };

    private static Listing CheapPerp(string symbol, string price, double volatility, byte scale, int spread = 1) =>
        CheapPerpetual.Row(symbol, price, volatility, spread) with { Own = (scale, 1) };
}
