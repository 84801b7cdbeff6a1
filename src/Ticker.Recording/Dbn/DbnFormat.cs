namespace Ticker.Recording.Dbn;

/// <summary>
/// What is true of every Databento Binary Encoding (DBN) file of the versions 1 to 3: metadata, then records one after the
/// other, all little-endian and not aligned. Source: the layouts of the reference implementation, github.com/databento/dbn.
/// </summary>
internal static class DbnFormat
{
    /// <summary>The first version with this layout.</summary>
    public const byte FirstVersion = 1;

    /// <summary>The newest version.</summary>
    public const byte LastVersion = 3;

    /// <summary>Before the metadata: the magic, the version (u8) and the metadata's length after this prelude (u32).</summary>
    public const int PreludeBytes = 8;

    /// <summary>The unit in which a record's first byte counts the record's length, in bytes.</summary>
    public const int LengthUnit = 4;

    /// <summary>Prices count in 10^-9.</summary>
    public const int PriceScale = 9;

    /// <summary>Stands for "no price".</summary>
    public const long NoPrice = long.MaxValue;

    /// <summary>Stands for "no time".</summary>
    public const ulong NoTime = ulong.MaxValue;

    /// <summary>Stands for "no size".</summary>
    public const uint NoSize = uint.MaxValue;

    /// <summary>The size of the time of sending that every record ends with where the metadata says so: u64, ns since the UNIX epoch.</summary>
    public const int SendTimeBytes = 8;

    /// <summary>What Ticker calls a data set of several venues, or of one whose name is too long.</summary>
    public const string SeveralVenues = "TICKER";

    /// <summary>A file's first bytes; the version follows.</summary>
    public static ReadOnlySpan<byte> Magic => "DBN"u8;

    /// <summary>What the metadata of the format before version 1 begins with, in a skippable zstd frame.</summary>
    public static ReadOnlySpan<byte> OldMagic => "DBZ"u8;
}
