namespace Ticker.Recording.Import.Dbn;

/// <summary>What an instrument id is called on some days.</summary>
/// <param name="Id">The instrument id.</param>
/// <param name="Start">The first day, UTC, as the number YYYYMMDD.</param>
/// <param name="End">The day after the last, likewise.</param>
/// <param name="Symbol">The name.</param>
internal readonly record struct DbnSymbolInterval(uint Id, uint Start, uint End, string Symbol);
