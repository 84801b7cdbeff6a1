namespace Ticker.Recording.Export.Parquet;

/// <summary>What a stored value stands for, by the numbers of the format's union. Only those that are written here.</summary>
public enum LogicalType
{
    /// <summary>Nothing but itself.</summary>
    None = 0,

    /// <summary>Text in UTF-8.</summary>
    Text = 1,

    /// <summary>An exact decimal: the stored integer times 10^-scale.</summary>
    Decimal = 5,

    /// <summary>Nanoseconds since the UNIX epoch, UTC.</summary>
    TimestampNanos = 8,

    /// <summary>An integer without a sign, of 64 bits.</summary>
    UnsignedInteger = 10,
}
