namespace Ticker.Recording.Dbn;

/// <summary>What a record holds: the second byte of its header. Others may come and are skipped by their length.</summary>
internal enum DbnRecordType : byte
{
    /// <summary>A trade.</summary>
    Trade = 0x00,

    /// <summary>A change of the book with its best level, or (schema tbbo) a trade with the best level before it.</summary>
    Mbp1 = 0x01,

    /// <summary>A change of the book with its ten best levels.</summary>
    Mbp10 = 0x0A,

    /// <summary>A bar, of before there was a type for each length.</summary>
    OldBar = 0x11,

    /// <summary>A change of the trading state.</summary>
    Status = 0x12,

    /// <summary>An instrument's definition.</summary>
    Definition = 0x13,

    /// <summary>An auction's imbalance.</summary>
    Imbalance = 0x14,

    /// <summary>An error of the live gateway.</summary>
    Error = 0x15,

    /// <summary>Which symbol an instrument id stands for from here on.</summary>
    SymbolMapping = 0x16,

    /// <summary>Words of the live gateway: heartbeats, acknowledgements.</summary>
    System = 0x17,

    /// <summary>A statistic that the venue publishes.</summary>
    Statistics = 0x18,

    /// <summary>A bar of a second.</summary>
    Bar1Second = 0x20,

    /// <summary>A bar of a minute.</summary>
    Bar1Minute = 0x21,

    /// <summary>A bar of an hour.</summary>
    Bar1Hour = 0x22,

    /// <summary>A bar of a day, in UTC.</summary>
    Bar1Day = 0x23,

    /// <summary>A bar of a trading day.</summary>
    BarEndOfDay = 0x24,

    /// <summary>A change of one order.</summary>
    Mbo = 0xA0,

    /// <summary>A change of a book consolidated over venues, with its best level.</summary>
    ConsolidatedMbp1 = 0xB1,

    /// <summary>The consolidated best level, each second.</summary>
    ConsolidatedBbo1Second = 0xC0,

    /// <summary>The consolidated best level, each minute.</summary>
    ConsolidatedBbo1Minute = 0xC1,

    /// <summary>A trade with the consolidated best level before it.</summary>
    ConsolidatedTbbo = 0xC2,

    /// <summary>The best level, each second.</summary>
    Bbo1Second = 0xC3,

    /// <summary>The best level, each minute.</summary>
    Bbo1Minute = 0xC4,
}
