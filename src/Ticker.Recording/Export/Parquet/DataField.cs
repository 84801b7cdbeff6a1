namespace Ticker.Recording.Export.Parquet;

/// <summary>What a Parquet file says of a column. Immutable; thread-safe.</summary>
public sealed record DataField
{
    /// <summary>The digits of a decimal that is stored in 64 bits.</summary>
    public const int NarrowPrecision = 18;

    /// <summary>The digits of a decimal that is stored in 128 bits.</summary>
    public const int WidePrecision = 38;

    private DataField(string name, PhysicalType type) => (Name, Type) = (name, type);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How its values are stored.</summary>
    public PhysicalType Type { get; }

    /// <summary>What they stand for.</summary>
    public LogicalType Meaning { get; private init; }

    /// <summary>Whether a row may have no value.</summary>
    public bool IsNullable { get; init; }

    /// <summary>How to write them where their dictionary would not be small.</summary>
    public ColumnEncoding Encoding { get; private init; }

    /// <summary>Whether a dictionary is worth a try: few distinct values are to be expected.</summary>
    public bool TryDictionary { get; private init; }

    /// <summary>Digits of a decimal.</summary>
    public int Precision { get; private init; }

    /// <summary>Digits of a decimal after the point.</summary>
    public int Scale { get; private init; }

    /// <summary>Text in UTF-8; always with a dictionary.</summary>
    public static DataField Text(string name) => new(name, PhysicalType.ByteArray) { Meaning = LogicalType.Text, TryDictionary = true };

    /// <summary>Nanoseconds since the UNIX epoch, as a timestamp in UTC.</summary>
    public static DataField TimestampNanos(string name) => new(name, PhysicalType.Int64) { Meaning = LogicalType.TimestampNanos, Encoding = ColumnEncoding.Delta };

    /// <summary>A counter or an instant: an integer that mostly grows.</summary>
    public static DataField Counter(string name) => new(name, PhysicalType.Int64) { Encoding = ColumnEncoding.Delta };

    /// <summary>An integer of 64 bits.</summary>
    public static DataField Int64(string name) => new(name, PhysicalType.Int64) { Encoding = ColumnEncoding.Delta, TryDictionary = true };

    /// <summary>An integer of 64 bits without a sign.</summary>
    public static DataField UInt64(string name) => new(name, PhysicalType.Int64) { Meaning = LogicalType.UnsignedInteger, Encoding = ColumnEncoding.Delta };

    /// <summary>An integer of 32 bits.</summary>
    public static DataField Int32(string name) => new(name, PhysicalType.Int32) { TryDictionary = true };

    /// <summary>A double.</summary>
    public static DataField Double(string name) => new(name, PhysicalType.Double) { TryDictionary = true };

    /// <summary>An exact decimal of up to <see cref="NarrowPrecision"/> digits.</summary>
    public static DataField NarrowDecimal(string name, int scale) =>
        new(name, PhysicalType.Int64) { Meaning = LogicalType.Decimal, Encoding = ColumnEncoding.Delta, TryDictionary = true, Precision = NarrowPrecision, Scale = scale };

    /// <summary>An exact decimal of up to <see cref="WidePrecision"/> digits.</summary>
    public static DataField WideDecimal(string name, int scale) =>
        new(name, PhysicalType.FixedLengthByteArray) { Meaning = LogicalType.Decimal, TryDictionary = true, Precision = WidePrecision, Scale = scale };
}
