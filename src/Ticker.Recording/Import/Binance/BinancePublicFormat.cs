using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>CSV files of data.binance.vision: trades, aggTrades and bookTicker, spot and futures, with a header or without.</summary>
internal sealed class BinancePublicFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "Binance public CSV";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content) => BinancePublicShape.Of(FirstLine.Of(content)) is not null;

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening) =>
        TextRecordingReader.Open(content, opening, lines => new BinancePublicRows(lines, content.Name, opening));
}
