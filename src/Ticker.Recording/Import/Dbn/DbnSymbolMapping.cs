using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Reads symbol mappings, as a live stream sends them. Stateless.</summary>
internal static class DbnSymbolMapping
{
    /// <summary>
    /// The symbol that a mapping gives its instrument id: that of the two which is the venue's own where the record says it, else
    /// what the request was resolved to, unless that is but a number.
    /// </summary>
    /// <returns>Null where it gives none, or the record's length is that of no version.</returns>
    public static string? SymbolIn(ReadOnlySpan<byte> record)
    {
        DbnVersionLayout? layout = DbnVersionLayout.OfMapping(record.Length) ?? DbnVersionLayout.OfMapping(record.Length - DbnFormat.SendTimeBytes);
        if (layout is null)
        {
            return null;
        }

        string asked = DbnText.Read(record.Slice(layout.MappingIn, layout.SymbolBytes));
        string found = DbnText.Read(record.Slice(layout.MappingOut, layout.SymbolBytes));
        bool askedRaw = layout.MappingTypeIn >= 0 && record[layout.MappingTypeIn] == (byte)DbnSymbolType.RawSymbol;
        bool foundRaw = layout.MappingTypeOut >= 0 && record[layout.MappingTypeOut] == (byte)DbnSymbolType.RawSymbol;
        bool number = found.All(char.IsAsciiDigit);
        string symbol = foundRaw || (!askedRaw && !number) ? found : asked;
        return symbol.Length > 0 ? symbol : null;
    }
}
