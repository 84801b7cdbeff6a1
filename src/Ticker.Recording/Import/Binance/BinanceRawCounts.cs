namespace Ticker.Recording.Import.Binance;

/// <summary>What a <see cref="BinanceRawReader"/> has come across so far: every line that is not blank counts once.</summary>
public sealed class BinanceRawCounts
{
    /// <summary>Quotes: messages of the bookTicker stream.</summary>
    public long Quotes { get; internal set; }

    /// <summary>Market trades: messages of the trade stream.</summary>
    public long Trades { get; internal set; }

    /// <summary>Skipped: changes of the book below its top.</summary>
    public long DepthUpdates { get; internal set; }

    /// <summary>Skipped: whole books, fetched over REST.</summary>
    public long BookSnapshots { get; internal set; }

    /// <summary>Skipped: trades that were none on the market, such as those of the insurance fund.</summary>
    public long TradesOffMarket { get; internal set; }

    /// <summary>Skipped: quotes with neither side.</summary>
    public long EmptyQuotes { get; internal set; }

    /// <summary>Skipped: other streams, and answers to requests.</summary>
    public long Others { get; internal set; }

    /// <summary>All that was skipped.</summary>
    public long Skipped => DepthUpdates + BookSnapshots + TradesOffMarket + EmptyQuotes + Others;
}
