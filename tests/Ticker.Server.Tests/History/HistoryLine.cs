using System.Text.Json;

namespace Ticker.Server.Tests.History;

/// <summary>A line of history in JSON lines.</summary>
internal sealed record HistoryLine(string Text, JsonElement Json)
{
    public string Kind => Json.GetProperty("kind").GetString()!;

    public bool IsTick => Kind is not ("gap" or "end");

    public string Position => Kind == "end" ? Word("position")! : $"{Json.GetProperty("epoch").GetInt64()}:{Sequence}";

    public ulong Sequence => Json.GetProperty("sequence").GetUInt64();

    public long Received => Json.GetProperty("receive_time_ns").GetInt64();

    public static HistoryLine Parse(string text)
    {
        using JsonDocument line = JsonDocument.Parse(text);
        return new HistoryLine(text, line.RootElement.Clone());
    }

    public string? Word(string key) => Json.TryGetProperty(key, out JsonElement value) ? value.ToString() : null;
}
