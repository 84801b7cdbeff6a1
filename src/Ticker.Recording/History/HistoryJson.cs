using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ticker.Model;
using Ticker.Recording.Export;

namespace Ticker.Recording.History;

/// <summary>What both forms of JSON have in common. For one thread.</summary>
/// <param name="lines">Where it goes.</param>
internal sealed class HistoryJson(TickLines lines)
{
    /// <summary>Where everything goes.</summary>
    public TickLines Lines { get; } = lines;

    /// <summary>Writes ticks, each a line.</summary>
    public JsonLinesTickWriter Ticks { get; } = new(lines);

    /// <summary>Adds what a gap says, and the end of the object that was begun.</summary>
    public void Add(HistoryGap gap)
    {
        Lines.Text("\"cause\":\""u8);
        Lines.Text(gap.Word);
        Lines.Text("\",\"after\":\""u8);
        Add(gap.After);
        if (gap.Next is { } next)
        {
            Lines.Text("\",\"next\":\""u8);
            Add(next);
        }

        Lines.Text("\"}"u8);
    }

    /// <summary>Adds how it ended, and the end of the object that was begun.</summary>
    public void Add(HistoryEnd end)
    {
        // The address may be as long as a request can make it: it gets the whole room.
        Lines.WriteOut();
        Lines.Text("\"count\":"u8);
        Lines.Number(end.Count);
        Lines.Text(",\"position\":\""u8);
        Add(end.Position);
        if (end.Next is { } next)
        {
            Lines.Text("\",\"next\":\""u8);
            Lines.Text(JsonEncodedText.Encode(Encoding.UTF8.GetBytes(next), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }

        Lines.Text("\"}"u8);
    }

    private void Add(StreamPosition position)
    {
        Lines.Number(position.Epoch);
        Lines.Text(":"u8);
        Lines.Number(position.Sequence);
    }
}
