using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Tardis;

/// <summary>Downloadable CSV files of tardis.dev: quotes, book_ticker, trades, incremental_book_L2, book_snapshot_5 and _25.</summary>
internal sealed class TardisFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "Tardis CSV";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content)
    {
        ReadOnlySpan<byte> header = FirstLine.Of(content);
        int known = 0;
        while (!header.IsEmpty)
        {
            ReadOnlySpan<byte> name = FirstLine.Take(ref header);
            known += name.SequenceEqual("exchange"u8) || name.SequenceEqual("symbol"u8) || name.SequenceEqual("timestamp"u8) || name.SequenceEqual("local_timestamp"u8) ? 1 : 0;
        }

        return known == 4;
    }

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening) => TextRecordingReader.Open(content, opening, lines => new TardisRows(lines, content.Name));
}
