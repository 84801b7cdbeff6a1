namespace Ticker.Protocol;

/// <summary>What kind of MessagePack object comes next.</summary>
public enum MessagePackType : byte
{
    /// <summary>None: the byte 0xc1, which is never used.</summary>
    Unknown,

    /// <summary>An integer of any width and sign.</summary>
    Integer,

    /// <summary>Nil.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A float of 32 or 64 bits.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An extension type; never interpreted here.</summary>
    Extension,
}
