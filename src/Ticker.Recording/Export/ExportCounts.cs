namespace Ticker.Recording.Export;

/// <summary>What an export has done so far. Immutable.</summary>
/// <param name="Quotes">Quotes written.</param>
/// <param name="Trades">Trades written.</param>
/// <param name="Statuses">States written.</param>
/// <param name="LeftOut">Ticks that were meant, and that the form has no place for.</param>
/// <param name="Nameless">Ticks of instruments that the recording does not define, as where its definitions are damaged; not written.</param>
public readonly record struct ExportCounts(long Quotes, long Trades, long Statuses, long LeftOut, long Nameless)
{
    /// <summary>All ticks written.</summary>
    public long Ticks => Quotes + Trades + Statuses;
}
