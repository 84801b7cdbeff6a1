using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// The first reading of a text: which instruments it has, and how many decimals each needs so that nothing is rounded. It ends
/// early at what is wrong; the second reading comes to the same place and says so. Stateless.
/// </summary>
internal static class RowSurvey
{
    private const int LinesPerWord = 4096;

    private static readonly RowField[] QuoteFields = [RowField.BidPrice, RowField.BidSize, RowField.AskPrice, RowField.AskSize];
    private static readonly RowField[] TradeFields = [RowField.Price, RowField.Size];

    /// <summary>Reads a text through.</summary>
    /// <param name="content">The text; disposed when this returns.</param>
    /// <param name="opening">What the user wants otherwise, and who is told of the progress.</param>
    /// <param name="rows">Makes what reads its lines.</param>
    /// <exception cref="OperationCanceledException">It was to be ended.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InstrumentTable Take(RecordingContent content, RecordingOpening opening, Func<LineReader, TickRows> rows)
    {
        using var lines = new LineReader(content);
        TickRows reading = rows(lines);
        var table = new InstrumentTable(reading, opening);
        try
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                if (lines.Line % LinesPerWord == 0)
                {
                    opening.Cancelled.ThrowIfCancellationRequested();
                    opening.Progress?.Invoke((double)lines.BytesRead / Math.Max(1, lines.Length));
                }

                TickRow row = default;
                if (!line.IsEmpty && reading.Read(line, ref row) && !Add(table, in row, reading.AssetClass))
                {
                    break;
                }
            }
        }
        catch (RecordingFormatException)
        {
            // The second reading tells.
        }

        return table;
    }

    // Whether the row is one that the second reading can take.
    private static bool Add(InstrumentTable table, in TickRow row, AssetClass assetClass)
    {
        int prices = 0;
        int sizes = 0;
        RowField[] fields = row.Kind switch
        {
            RowKind.Quote => QuoteFields,
            RowKind.Status => [],
            _ => TradeFields,
        };
        foreach (RowField field in fields)
        {
            ReadOnlySpan<byte> text = row[field];
            int decimals = text.IsEmpty ? 0 : ExactNumber.Decimals(text);
            if (decimals < 0)
            {
                return false;
            }

            if (field is RowField.BidPrice or RowField.AskPrice or RowField.Price)
            {
                prices = Math.Max(prices, decimals + (text.IsEmpty ? 0 : row.PriceShift));
            }
            else
            {
                sizes = Math.Max(sizes, decimals);
            }
        }

        int place = table.FindOrAdd(in row, assetClass);
        if (place < 0 || prices > Instrument.MaxPriceScale || sizes > Instrument.MaxSizeScale)
        {
            return false;
        }

        table.Widen(place, prices, sizes);
        return true;
    }
}
