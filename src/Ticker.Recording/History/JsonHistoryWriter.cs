using Ticker.Model;
using Ticker.Recording.Export;

namespace Ticker.Recording.History;

/// <summary>
/// History as one JSON object: <c>ticks</c>, then <c>gaps</c>, then how it ended. Gaps are kept until then, a few bytes each.
/// </summary>
public sealed class JsonHistoryWriter : IHistoryWriter
{
    private readonly HistoryJson _json;
    private readonly List<HistoryGap> _gaps = [];
    private bool _isFirst = true;

    /// <summary>Begins the object.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="capacity">How many bytes are collected before they are written out.</param>
    public JsonHistoryWriter(Stream output, int capacity)
    {
        _json = new HistoryJson(new TickLines(output, capacity));
        _json.Lines.Text("{\"ticks\":["u8);
        _json.Lines.EndLine();
    }

    /// <inheritdoc/>
    public void Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        if (!_isFirst)
        {
            _json.Lines.Text(","u8);
        }

        _isFirst = false;
        _json.Ticks.Write(instrument, in tick, epoch);
    }

    /// <inheritdoc/>
    public void Write(HistoryGap gap) => _gaps.Add(gap);

    /// <inheritdoc/>
    public void End(HistoryEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        _json.Lines.Text("],\"gaps\":["u8);
        for (int n = 0; n < _gaps.Count; n++)
        {
            _json.Lines.Text(n == 0 ? "{"u8 : ",{"u8);
            _json.Add(_gaps[n]);
            _json.Lines.EndLine();
        }

        _json.Lines.Text("],"u8);
        _json.Add(end);
        _json.Lines.EndLine();
        _json.Lines.WriteOut();
    }
}
