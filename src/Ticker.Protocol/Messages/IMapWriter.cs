namespace Ticker.Protocol;

/// <summary>
/// What a control message needs of an encoding, so that each describes its keys once. Counts are told before
/// what they count, as MessagePack wants it.
/// </summary>
internal interface IMapWriter
{
    void BeginMap(int keys);

    void EndMap();

    void BeginArray(int items);

    void EndArray();

    void Key(scoped ReadOnlySpan<byte> ascii);

    void Text(scoped ReadOnlySpan<byte> utf8);

    void Text(string text);

    /// <summary>A number in both encodings: what stays below 2^53.</summary>
    void Number(long value);

    /// <summary>What can pass 2^53: a number in MessagePack, a string of digits in JSON.</summary>
    void Wide(long value);

    /// <summary>What can pass 2^53: a number in MessagePack, a string of digits in JSON.</summary>
    void Wide(ulong value);

    void Boolean(bool value);

    void Nil();
}
