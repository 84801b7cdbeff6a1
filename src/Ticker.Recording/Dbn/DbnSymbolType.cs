namespace Ticker.Recording.Dbn;

/// <summary>What kind of name a symbol is.</summary>
internal enum DbnSymbolType : byte
{
    /// <summary>The vendor's number of an instrument, in decimal.</summary>
    InstrumentId = 0,

    /// <summary>The venue's own text.</summary>
    RawSymbol = 1,

    /// <summary>A rule such as "the first month", the older way.</summary>
    Smart = 2,

    /// <summary>A rule such as "the first month": <c>ES.c.0</c>.</summary>
    Continuous = 3,

    /// <summary>All instruments of one root: <c>ES.FUT</c>.</summary>
    Parent = 4,

    /// <summary>Several of these, or none told.</summary>
    Mixed = byte.MaxValue,
}
