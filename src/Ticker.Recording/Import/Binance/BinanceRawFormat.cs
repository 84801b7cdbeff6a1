using System.Buffers.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>What a raw collector wrote of Binance streams: lines of a receive time in ns, a space and a JSON object.</summary>
internal sealed class BinanceRawFormat : IRecordingFormat
{
    // 2001-09-09 in ns; nothing else that is a number at the start of a line is as large.
    private const long Earliest = 1_000_000_000_000_000_000;

    /// <inheritdoc/>
    public string Name => "Binance raw streams";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content)
    {
        ReadOnlySpan<byte> head = content.Head.TrimStart("\r\n"u8);
        return Utf8Parser.TryParse(head, out long time, out int digits) && time >= Earliest
            && head[digits..].StartsWith(" "u8) && head[digits..].TrimStart((byte)' ') is var json && (json.IsEmpty || json[0] == '{');
    }

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening) => BinanceRawReader.Open(content, opening.Venue);
}
