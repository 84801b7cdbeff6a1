namespace Ticker.Recording.Export.Parquet;

/// <summary>How Parquet stores a value, by the format's numbers. Only those that are written here.</summary>
public enum PhysicalType
{
    /// <summary>32 bits, signed, little-endian.</summary>
    Int32 = 1,

    /// <summary>64 bits, signed, little-endian.</summary>
    Int64 = 2,

    /// <summary>A double, little-endian.</summary>
    Double = 5,

    /// <summary>Bytes of any length.</summary>
    ByteArray = 6,

    /// <summary>16 bytes, two's complement, big-endian: wide decimals.</summary>
    FixedLengthByteArray = 7,
}
