using System.IO.Compression;

namespace Ticker.Load.Subscribers;

/// <summary>Tells data messages of a WebSocket from others and finds their ticks, in one of the forms that they may have. One thread.</summary>
internal sealed class MessageScan
{
    private readonly bool _isJson;
    private readonly bool _looksInside;
    private readonly byte[] _inflated = new byte[1024 * 1024];

    private MessageScan(bool isJson, bool looksInside) => (_isJson, _looksInside) = (isJson, looksInside);

    public static MessageScan MessagePack { get; } = new(isJson: false, looksInside: true);

    public static MessageScan Json { get; } = new(isJson: true, looksInside: true);

    /// <summary>Inflates nothing: compressed messages count as having no ticks.</summary>
    public static MessageScan JsonFromOutside { get; } = new(isJson: true, looksInside: false);

    // A compressed message may be a page of instruments too; it has no tick, and it comes before the first one.
    public bool IsData(ReadOnlySpan<byte> message, bool deflated) =>
        deflated || (_isJson ? message.IndexOf("\"ticks\":["u8) >= 0 : TickScan.IsData(message));

    /// <summary>Counts the live ticks of a message and adds their age to a histogram.</summary>
    /// <returns>How many ticks it holds, and how many they stand for; the latter only of MessagePack.</returns>
    public (int Ticks, int StandFor) Scan(ReadOnlySpan<byte> message, bool deflated, long now, LatencyHistogram ages)
    {
        if (!_isJson)
        {
            return TickScan.Scan(message, now, ages);
        }

        if (deflated && !_looksInside)
        {
            return (0, 0);
        }

        return (JsonScan.Scan(deflated ? Inflate(message) : message, now, ages, out _), 0);
    }

    // Each stands alone, without the empty block at its end (RFC 7692, section 7.2.2).
    private ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> message)
    {
        byte[] whole = [.. message, 0x00, 0x00, 0xFF, 0xFF];
        using var stream = new DeflateStream(new MemoryStream(whole), CompressionMode.Decompress);
        return _inflated.AsSpan(0, stream.ReadAtLeast(_inflated, _inflated.Length, throwOnEndOfStream: false));
    }
}
