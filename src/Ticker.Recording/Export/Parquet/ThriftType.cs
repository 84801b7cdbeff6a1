namespace Ticker.Recording.Export.Parquet;

/// <summary>Types of Thrift's compact protocol, by their numbers on the wire.</summary>
internal enum ThriftType : byte
{
    /// <summary>A boolean field that is true; the value is in the field's header.</summary>
    True = 1,

    /// <summary>A boolean field that is false.</summary>
    False = 2,

    /// <summary>One byte.</summary>
    Byte = 3,

    /// <summary>A zigzag varint of 16 bits.</summary>
    Int16 = 4,

    /// <summary>A zigzag varint of 32 bits.</summary>
    Int32 = 5,

    /// <summary>A zigzag varint of 64 bits.</summary>
    Int64 = 6,

    /// <summary>A length and bytes; text too.</summary>
    Binary = 8,

    /// <summary>A list of one type.</summary>
    List = 9,

    /// <summary>Fields up to a stop.</summary>
    Struct = 12,
}
