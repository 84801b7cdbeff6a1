using System.Text;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Csv;

/// <summary>Delimited text with named columns, of whoever wrote it: comma, semicolon or tab, told by the header.</summary>
internal sealed class CsvFormat : IRecordingFormat
{
    private const int FewestKnown = 2;

    /// <inheritdoc/>
    public string Name => "CSV with named columns";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content)
    {
        ReadOnlySpan<byte> header = FirstLine.Of(content);
        byte delimiter = DelimiterOf(header);
        int known = 0;
        while (!header.IsEmpty)
        {
            string name = Encoding.UTF8.GetString(FirstLine.Take(ref header, delimiter)).Trim().Trim('"');
            known += CsvNames.All.Contains(name) ? 1 : 0;
        }

        return known >= FewestKnown;
    }

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening)
    {
        byte delimiter = DelimiterOf(FirstLine.Of(content));
        return TextRecordingReader.Open(content, opening, lines => new CsvRows(lines, new CsvFields(lines, delimiter), content.Name, opening));
    }

    // The one that the header has most of.
    private static byte DelimiterOf(ReadOnlySpan<byte> header)
    {
        byte most = (byte)',';
        foreach (byte delimiter in ";\t"u8)
        {
            most = header.Count(delimiter) > header.Count(most) ? delimiter : most;
        }

        return most;
    }
}
