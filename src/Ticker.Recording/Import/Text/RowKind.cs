namespace Ticker.Recording.Import.Text;

/// <summary>What a line of a text says.</summary>
internal enum RowKind
{
    /// <summary>The best bid and ask.</summary>
    Quote,

    /// <summary>A trade.</summary>
    Trade,

    /// <summary>A trading state.</summary>
    Status,

    /// <summary>The size of one price level of one side; 0 = it is gone.</summary>
    Level,

    /// <summary>The best bid, or the best ask, of one of several exchanges; 0 = it has none.</summary>
    ExchangeSide,
}
