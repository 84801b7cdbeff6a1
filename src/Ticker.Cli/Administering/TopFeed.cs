using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>A feed, as an operator's terminal has room for it. Text of the other side holds no control character. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it fares.</param>
/// <param name="Peer">Where its publisher is; empty = within the server.</param>
/// <param name="Ticks">Ticks taken.</param>
/// <param name="Rejected">Ticks and definitions refused.</param>
/// <param name="Gaps">Times that its numbering skipped.</param>
/// <param name="SkewMs">How much later than its event time a tick comes; null = not known.</param>
internal sealed record TopFeed(string Name, string State, string Peer, long Ticks, long Rejected, long Gaps, double? SkewMs)
{
    /// <summary>Reads one as the server tells it.</summary>
    public static TopFeed Read(JsonElement one) => new(
        TopText.Of(one, "feed"),
        TopText.Of(one, "state"),
        TopText.Of(one, "peer"),
        one.GetProperty("ticks").GetInt64(),
        one.GetProperty("rejected").GetInt64(),
        one.GetProperty("gaps").GetInt64(),
        one.TryGetProperty("clock_skew_ms", out JsonElement skew) ? skew.GetDouble() : null);
}
