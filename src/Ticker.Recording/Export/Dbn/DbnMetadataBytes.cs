using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Export.Dbn;

/// <summary>Lays out the metadata of a file of the newest version. Stateless.</summary>
internal static class DbnMetadataBytes
{
    private const int Alignment = 8;

    private static readonly DbnVersionLayout Layout = DbnVersionLayout.For(DbnFormat.LastVersion);

    /// <summary>Makes it. Its length depends on the count of symbols alone, so that times can be filled in at the end.</summary>
    /// <param name="dataset">Where the data comes from.</param>
    /// <param name="schema">What the records are.</param>
    /// <param name="symbols">The symbols; the first has the instrument id 1.</param>
    /// <param name="first">The first receive time.</param>
    /// <param name="last">The last receive time.</param>
    public static byte[] Make(string dataset, DbnSchema schema, IReadOnlyList<string> symbols, UnixNanos first, UnixNanos last)
    {
        int mappingBytes = Layout.SymbolBytes + 4 + 4 + 4 + Layout.SymbolBytes;
        int used = DbnLayout.Metadata.FixedBytes + (5 * 4) + (symbols.Count * (Layout.SymbolBytes + mappingBytes));
        int length = (used + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[DbnFormat.PreludeBytes + length];
        DbnFormat.Magic.CopyTo(bytes);
        bytes[DbnFormat.Magic.Length] = DbnFormat.LastVersion;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), length);
        Span<byte> at = bytes.AsSpan(DbnFormat.PreludeBytes);
        WriteFixed(at, dataset, schema, first, last);
        WriteLists(at[DbnLayout.Metadata.FixedBytes..], symbols, first, last);
        return bytes;
    }

    private static void WriteFixed(Span<byte> at, string dataset, DbnSchema schema, UnixNanos first, UnixNanos last)
    {
        Encoding.ASCII.GetBytes(dataset, at[..DbnLayout.Metadata.DatasetBytes]);
        BinaryPrimitives.WriteUInt16LittleEndian(at[DbnLayout.Metadata.Schema..], (ushort)schema);
        BinaryPrimitives.WriteInt64LittleEndian(at[DbnLayout.Metadata.Start..], first.Value);
        BinaryPrimitives.WriteInt64LittleEndian(at[DbnLayout.Metadata.End..], last.Value + 1);
        at[Layout.SymbolTypeIn] = (byte)DbnSymbolType.RawSymbol;
        at[Layout.SymbolTypeOut] = (byte)DbnSymbolType.InstrumentId;
        BinaryPrimitives.WriteUInt16LittleEndian(at[Layout.SymbolLength..], (ushort)Layout.SymbolBytes);
    }

    // Behind an empty definition of the schema: what was asked for, nothing in part, nothing not found, and the ids with their days.
    private static void WriteLists(Span<byte> at, IReadOnlyList<string> symbols, UnixNanos first, UnixNanos last)
    {
        at = at[4..];
        BinaryPrimitives.WriteInt32LittleEndian(at, symbols.Count);
        at = at[4..];
        foreach (string symbol in symbols)
        {
            Encoding.UTF8.GetBytes(symbol, at);
            at = at[Layout.SymbolBytes..];
        }

        at = at[8..];
        BinaryPrimitives.WriteInt32LittleEndian(at, symbols.Count);
        at = at[4..];
        for (int n = 0; n < symbols.Count; n++)
        {
            Encoding.UTF8.GetBytes(symbols[n], at);
            at = at[Layout.SymbolBytes..];
            BinaryPrimitives.WriteInt32LittleEndian(at, 1);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], DayOf(first, after: 0));
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], DayOf(last, after: 1));
            Encoding.ASCII.GetBytes((n + 1).ToString(CultureInfo.InvariantCulture), at[12..]);
            at = at[(12 + Layout.SymbolBytes)..];
        }
    }

    private static uint DayOf(UnixNanos instant, int after)
    {
        DateTime day = instant.ToDateTimeOffset().UtcDateTime.Date.AddDays(after);
        return (uint)((day.Year * 10_000) + (day.Month * 100) + day.Day);
    }
}
