using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>Text that others chose, made fit for a terminal. Stateless.</summary>
internal static class TopText
{
    private const long Second = 1_000;
    private const long Minute = 60 * Second;

    /// <summary>A span of time in the largest unit of which it is a whole number; empty for none.</summary>
    /// <param name="ms">In milliseconds.</param>
    public static string Span(long ms) => ms switch
    {
        0 => "",
        _ when ms % Minute == 0 => $"{ms / Minute}min",
        _ when ms % Second == 0 => $"{ms / Second}s",
        _ => $"{ms}ms",
    };

    /// <summary>The text under a key, without characters that a terminal would obey; empty where there is none.</summary>
    public static string Of(JsonElement of, string key) =>
        of.TryGetProperty(key, out JsonElement value) ? string.Concat((value.GetString() ?? "").Select(letter => char.IsControl(letter) ? '?' : letter)) : "";
}
