namespace Ticker.Recording.Dbn;

/// <summary>What a status says of an instrument.</summary>
internal enum DbnStatusAction : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Orders are taken before the open.</summary>
    PreOpen = 1,

    /// <summary>An auction is being prepared.</summary>
    PreCross = 2,

    /// <summary>Quotes, and no trading.</summary>
    Quoting = 3,

    /// <summary>An auction.</summary>
    Cross = 4,

    /// <summary>It is being opened in rotation.</summary>
    Rotation = 5,

    /// <summary>There is a new indication of a price.</summary>
    NewPriceIndication = 6,

    /// <summary>Trading.</summary>
    Trading = 7,

    /// <summary>Halted.</summary>
    Halt = 8,

    /// <summary>Paused.</summary>
    Pause = 9,

    /// <summary>Suspended.</summary>
    Suspend = 10,

    /// <summary>Before the close.</summary>
    PreClose = 11,

    /// <summary>Closed.</summary>
    Close = 12,

    /// <summary>After the close.</summary>
    PostClose = 13,

    /// <summary>What is allowed of short sales has changed.</summary>
    ShortSellRestrictionChange = 14,

    /// <summary>Closed or halted, without saying which.</summary>
    NotAvailableForTrading = 15,
}
