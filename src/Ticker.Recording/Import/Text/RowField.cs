namespace Ticker.Recording.Import.Text;

/// <summary>A number in a <see cref="TickRow"/>.</summary>
internal enum RowField
{
    /// <summary>The best bid.</summary>
    BidPrice,

    /// <summary>The size at the best bid.</summary>
    BidSize,

    /// <summary>The best ask.</summary>
    AskPrice,

    /// <summary>The size at the best ask.</summary>
    AskSize,

    /// <summary>The price of a trade or of a level.</summary>
    Price,

    /// <summary>The size of a trade or of a level.</summary>
    Size,
}
