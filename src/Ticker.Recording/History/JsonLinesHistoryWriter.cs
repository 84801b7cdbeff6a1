using Ticker.Model;
using Ticker.Recording.Export;

namespace Ticker.Recording.History;

/// <summary>History as JSON, one object a line; <c>kind</c> says what a line is: a tick, <c>gap</c>, or at last <c>end</c>.</summary>
/// <param name="output">Where to; it stays open.</param>
/// <param name="capacity">How many bytes are collected before they are written out.</param>
public sealed class JsonLinesHistoryWriter(Stream output, int capacity) : IHistoryWriter
{
    private readonly HistoryJson _json = new(new TickLines(output, capacity));

    /// <inheritdoc/>
    public void Write(Instrument instrument, in RecordedTick tick, long epoch) => _json.Ticks.Write(instrument, in tick, epoch);

    /// <inheritdoc/>
    public void Write(HistoryGap gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        _json.Lines.Text("{\"kind\":\"gap\","u8);
        _json.Add(gap);
        _json.Lines.EndLine();
    }

    /// <inheritdoc/>
    public void End(HistoryEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        _json.Lines.Text("{\"kind\":\"end\","u8);
        _json.Add(end);
        _json.Lines.EndLine();
        _json.Lines.WriteOut();
    }
}
