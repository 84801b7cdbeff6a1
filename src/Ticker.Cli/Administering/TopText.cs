using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>Text that others chose, made fit for a terminal. Stateless.</summary>
internal static class TopText
{
    private const long MsPerSecond = 1_000;
    private const long MsPerMinute = 60 * MsPerSecond;

    /// <summary>A span of time in the largest unit of which it is a whole number; empty for none.</summary>
    /// <param name="ms">In milliseconds.</param>
    public static string Span(long ms) => ms switch
    {
        0 => "",
        _ when ms % MsPerMinute == 0 => $"{ms / MsPerMinute}min",
        _ when ms % MsPerSecond == 0 => $"{ms / MsPerSecond}s",
        _ => $"{ms}ms",
    };

    /// <summary>An instant to its second, as in <c>2026-11-22 15:04:05</c>; as it is where it is none.</summary>
    public static string Second(string instant) => instant.Length > 19 && instant[10] == 'T' ? $"{instant[..10]} {instant[11..19]}" : instant;

    /// <summary>The text under a key, without characters that a terminal would obey; empty where there is none.</summary>
    public static string Of(JsonElement of, string key) =>
        of.TryGetProperty(key, out JsonElement value) ? string.Concat((value.GetString() ?? "").Select(letter => char.IsControl(letter) ? '?' : letter)) : "";
}
