namespace Ticker.Recording.Import.Tardis;

/// <summary>What the lines of a Tardis file are.</summary>
internal enum TardisKind
{
    /// <summary>The best bid and ask: quotes, book_ticker, and the first level of book_snapshot_n.</summary>
    Quotes,

    /// <summary>Trades.</summary>
    Trades,

    /// <summary>Changes of price levels.</summary>
    Levels,
}
