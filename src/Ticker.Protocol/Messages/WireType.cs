namespace Ticker.Protocol;

/// <summary>What kind of value comes next in a control message.</summary>
internal enum WireType
{
    Nil,
    Boolean,
    Integer,

    /// <summary>A number that is not an integer of 64 bits.</summary>
    OtherNumber,
    Text,
    Array,
    Map,

    /// <summary>Bytes or an extension, which no control message holds.</summary>
    Other,
}
