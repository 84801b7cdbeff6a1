namespace Ticker.Recording.Dbn;

/// <summary>What a file was asked to hold: a field of its metadata.</summary>
internal enum DbnSchema : ushort
{
    /// <summary>Every order.</summary>
    Mbo = 0,

    /// <summary>Changes of the best level, and trades.</summary>
    Mbp1 = 1,

    /// <summary>Changes of the ten best levels, and trades.</summary>
    Mbp10 = 2,

    /// <summary>Trades, each with the best level just before it.</summary>
    Tbbo = 3,

    /// <summary>Trades.</summary>
    Trades = 4,

    /// <summary>Bars of a second.</summary>
    Bar1Second = 5,

    /// <summary>Bars of a minute.</summary>
    Bar1Minute = 6,

    /// <summary>Bars of an hour.</summary>
    Bar1Hour = 7,

    /// <summary>Bars of a day.</summary>
    Bar1Day = 8,

    /// <summary>Instrument definitions.</summary>
    Definition = 9,

    /// <summary>Statistics.</summary>
    Statistics = 10,

    /// <summary>Trading states.</summary>
    Status = 11,

    /// <summary>Auction imbalances.</summary>
    Imbalance = 12,

    /// <summary>Bars of a trading day.</summary>
    BarEndOfDay = 13,

    /// <summary>Changes of the consolidated best level.</summary>
    ConsolidatedMbp1 = 14,

    /// <summary>The consolidated best level, each second.</summary>
    ConsolidatedBbo1Second = 15,

    /// <summary>The consolidated best level, each minute.</summary>
    ConsolidatedBbo1Minute = 16,

    /// <summary>Trades, each with the consolidated best level just before it.</summary>
    ConsolidatedTbbo = 17,

    /// <summary>The best level, each second.</summary>
    Bbo1Second = 18,

    /// <summary>The best level, each minute.</summary>
    Bbo1Minute = 19,

    /// <summary>Several of these, as a live stream holds.</summary>
    Mixed = ushort.MaxValue,
}
