namespace Ticker.Recording.Import.Binance;

/// <summary>What a line of a Binance raw recording holds.</summary>
internal enum BinanceMessageKind
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>The best bid and ask.</summary>
    BookTicker,

    /// <summary>A trade.</summary>
    Trade,

    /// <summary>A change of the book.</summary>
    DepthUpdate,

    /// <summary>A whole book.</summary>
    BookSnapshot,
}
