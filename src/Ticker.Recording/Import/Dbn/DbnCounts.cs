namespace Ticker.Recording.Import.Dbn;

/// <summary>What a <see cref="DbnReader"/> has come across so far.</summary>
public sealed class DbnCounts
{
    /// <summary>Records of any kind.</summary>
    public long Records { get; internal set; }

    /// <summary>Quotes that were delivered.</summary>
    public long Quotes { get; internal set; }

    /// <summary>Trades that were delivered.</summary>
    public long Trades { get; internal set; }

    /// <summary>Changes of the trading state that were delivered.</summary>
    public long Statuses { get; internal set; }

    /// <summary>Skipped: changes of the book that left its best level as it was.</summary>
    public long UnchangedQuotes { get; internal set; }

    /// <summary>Skipped: best levels with neither side.</summary>
    public long EmptyQuotes { get; internal set; }

    /// <summary>Skipped: trades that tell no price.</summary>
    public long TradesWithoutPrice { get; internal set; }

    /// <summary>Skipped: statuses that do not say whether the instrument trades.</summary>
    public long StatusesWithoutState { get; internal set; }

    /// <summary>Read for what they say of instruments: definitions.</summary>
    public long Definitions { get; internal set; }

    /// <summary>Read for what they say of instruments: symbol mappings.</summary>
    public long SymbolMappings { get; internal set; }

    /// <summary>Skipped: bars, statistics, auction imbalances and single orders.</summary>
    public long Unused { get; internal set; }

    /// <summary>Skipped: words and errors of the vendor's gateway.</summary>
    public long GatewayMessages { get; internal set; }

    /// <summary>Skipped: types of records that are not known.</summary>
    public long Unknown { get; internal set; }
}
