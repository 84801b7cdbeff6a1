using System.Text;
using Ticker.Model;
using Ticker.Recording.Export;

namespace Ticker.Recording.History;

/// <summary>
/// History as comma-separated values with the columns of an export. A gap is a row of kind <c>gap</c>, with the first
/// position that is missing and the cause in the column <c>reason</c>.
/// </summary>
public sealed class CsvHistoryWriter : IHistoryWriter
{
    // How many columns follow before the next that a gap fills, and after the last.
    private static readonly byte[] BeforePosition = Commas("event_time", "epoch");
    private static readonly byte[] BeforeCause = Commas("kind", "reason");
    private static readonly byte[] AfterCause = Commas("reason", "size_scale");

    private readonly TickLines _lines;
    private readonly CsvTickWriter _ticks;

    /// <summary>Begins with the header.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="capacity">How many bytes are collected before they are written out.</param>
    public CsvHistoryWriter(Stream output, int capacity)
    {
        _lines = new TickLines(output, capacity);
        _ticks = new CsvTickWriter(_lines);
    }

    /// <inheritdoc/>
    public void Write(Instrument instrument, in RecordedTick tick, long epoch) => _ticks.Write(instrument, in tick, epoch);

    /// <inheritdoc/>
    public void Write(HistoryGap gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        _lines.Text(BeforePosition);
        _lines.Number(gap.After.Epoch);
        _lines.Text(","u8);
        _lines.Number(gap.After.Sequence + 1);
        _lines.Text(",gap"u8);
        _lines.Text(BeforeCause);
        _lines.Text(gap.Word);
        _lines.Text(AfterCause);
        _lines.EndLine();
    }

    /// <inheritdoc/>
    public void End(HistoryEnd end) => _lines.WriteOut();

    private static byte[] Commas(string from, string to)
    {
        string[] columns = [.. ExportColumns.All];
        return Encoding.ASCII.GetBytes(new string(',', Array.IndexOf(columns, to) - Array.IndexOf(columns, from)));
    }
}
