using System.Buffers.Binary;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>What a definition record says of an instrument.</summary>
/// <param name="Symbol">The venue's own symbol.</param>
/// <param name="AssetClass">What kind of thing it is.</param>
/// <param name="Currency">What its prices are in; empty where that is not told.</param>
/// <param name="TickSize">The least step of a price in 10^-9; 0 where that is not told.</param>
internal sealed record DbnDefinition(string Symbol, AssetClass AssetClass, string Currency, long TickSize)
{
    private const int CurrencyBytes = 4;

    /// <summary>Reads a definition of whatever version; null where its length is that of none.</summary>
    public static DbnDefinition? Read(ReadOnlySpan<byte> record)
    {
        DbnVersionLayout? layout = DbnVersionLayout.OfDefinition(record.Length) ?? DbnVersionLayout.OfDefinition(record.Length - DbnFormat.SendTimeBytes);
        if (layout is null)
        {
            return null;
        }

        long step = BinaryPrimitives.ReadInt64LittleEndian(record[DbnLayout.Definition.MinPriceIncrement..]);
        string currency = DbnText.Read(record.Slice(layout.DefinitionCurrency, CurrencyBytes));
        return new DbnDefinition(
            DbnText.Read(record.Slice(layout.DefinitionSymbol, layout.SymbolBytes)),
            ClassOf(record[layout.DefinitionClass]),
            currency.All(char.IsAsciiLetterOrDigit) ? currency : "",
            step is > 0 and <= Tick.MaxMantissa ? step : 0);
    }

    private static AssetClass ClassOf(byte letter) => letter switch
    {
        (byte)'K' => AssetClass.Equity,
        (byte)'F' or (byte)'S' => AssetClass.Future,
        (byte)'C' or (byte)'P' or (byte)'T' => AssetClass.Option,
        (byte)'B' => AssetClass.FixedIncome,
        (byte)'X' => AssetClass.ForeignExchange,
        (byte)'Y' => AssetClass.Commodity,
        _ => AssetClass.Unspecified,
    };
}
