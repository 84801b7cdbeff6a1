using System.Text.Json;

namespace Ticker.Server.Tests.Roads;

/// <summary>One server-sent event as a browser would take it apart; a comment has no name.</summary>
internal sealed record RoadEvent(string Name, string Text, string? Id)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The sequences of its ticks.</summary>
    public IEnumerable<ulong> Sequences => Name == "ticks" ? SequencesOf(Json) : [];

    public static IEnumerable<ulong> SequencesOf(JsonElement message) => message.TryGetProperty("ticks", out JsonElement ticks)
        ? ticks.EnumerateArray().Select(tick => ulong.Parse(tick.GetProperty("seq").GetString()!))
        : [];
}
