using System.Buffers.Binary;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Tells a DBN file that has lost its metadata, or never had any, from what is none. Stateless.</summary>
internal static class DbnFragment
{
    // From 1973 to 2128, in ns: what a time that is one looks like.
    private const ulong Earliest = 100_000_000_000_000_000;
    private const ulong Latest = 5_000_000_000_000_000_000;

    /// <summary>
    /// Whether the bytes are records from the first on: all that are whole have a type that is known, a length which that type
    /// has in some version, and a time that is one; and there is at least one.
    /// </summary>
    public static bool Recognizes(ReadOnlySpan<byte> head)
    {
        int records = 0;
        while (head.Length >= DbnLayout.Header.Bytes)
        {
            int length = head[DbnLayout.Header.Length] * DbnFormat.LengthUnit;
            ulong time = BinaryPrimitives.ReadUInt64LittleEndian(head[DbnLayout.Header.EventTime..]);
            if (!Fits((DbnRecordType)head[DbnLayout.Header.Type], length) || (time is < Earliest or > Latest && time != DbnFormat.NoTime))
            {
                return false;
            }

            if (length > head.Length)
            {
                break;
            }

            records++;
            head = head[length..];
        }

        return records > 0;
    }

    // With and without the time of sending.
    private static bool Fits(DbnRecordType type, int length) => HasLength(type, length) || HasLength(type, length - DbnFormat.SendTimeBytes);

    private static bool HasLength(DbnRecordType type, int length) => type switch
    {
        DbnRecordType.Trade => length == DbnLayout.Market.Bytes,
        DbnRecordType.Mbp1 or DbnRecordType.ConsolidatedMbp1 or DbnRecordType.ConsolidatedTbbo
            or DbnRecordType.ConsolidatedBbo1Second or DbnRecordType.ConsolidatedBbo1Minute
            or DbnRecordType.Bbo1Second or DbnRecordType.Bbo1Minute => length == DbnLayout.Market.Bytes + DbnLayout.Level.Bytes,
        DbnRecordType.Mbp10 => length == DbnLayout.Market.Bytes + (10 * DbnLayout.Level.Bytes),
        DbnRecordType.Mbo or DbnRecordType.OldBar or DbnRecordType.Bar1Second or DbnRecordType.Bar1Minute
            or DbnRecordType.Bar1Hour or DbnRecordType.Bar1Day or DbnRecordType.BarEndOfDay => length == 56,
        DbnRecordType.Status => length == DbnLayout.Status.Bytes,
        DbnRecordType.Imbalance => length == 112,
        DbnRecordType.Statistics => length is 64 or 80,
        DbnRecordType.Error or DbnRecordType.System => length is 80 or 320,
        DbnRecordType.Definition => DbnVersionLayout.OfDefinition(length) is not null,
        DbnRecordType.SymbolMapping => DbnVersionLayout.OfMapping(length) is not null,
        _ => false,
    };
}
