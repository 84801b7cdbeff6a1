namespace Ticker.Protocol;

/// <summary>
/// What reading a control message needs of an encoding. Every value whose type is not wanted is passed over with
/// <see cref="Skip"/>. Bytes that are not valid throw.
/// </summary>
internal interface IMapReader
{
    /// <summary>The type of the value that comes next.</summary>
    WireType Next { get; }

    /// <summary>Enters the map that comes next.</summary>
    void BeginMap();

    /// <summary>Reads the next key of the map, or leaves the map.</summary>
    bool NextKey(out ReadOnlySpan<byte> utf8);

    /// <summary>Enters the array that comes next.</summary>
    void BeginArray();

    /// <summary>Moves to the next item of the array, or leaves the array.</summary>
    bool NextItem();

    bool Boolean();

    Int128 Integer();

    ReadOnlySpan<byte> Text();

    /// <summary>Reads an integer that JSON may also write as a string of digits; passes over anything else.</summary>
    bool TryWide(out Int128 value);

    void Skip();

    /// <summary>Makes sure that nothing follows the message.</summary>
    void Finish();
}
