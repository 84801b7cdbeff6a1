using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>Where a range of history begins or ends: at an instant or at a position. Immutable.</summary>
public readonly record struct HistoryBound
{
    // 1973 in nanoseconds, the year 5138 in seconds: an integer below it is not of the unit that is meant.
    private const long LeastNanos = 100_000_000_000_000_000;

    // As long as the "02:00" of an offset whose plus sign a URL has turned into a space.
    private const int OffsetLength = 5;

    private HistoryBound(UnixNanos? time, StreamPosition? position) => (Time, Position) = (time, position);

    /// <summary>A receive time; null = it is a position.</summary>
    public UnixNanos? Time { get; }

    /// <summary>A position; null = it is a time.</summary>
    public StreamPosition? Position { get; }

    /// <summary>A bound at an instant.</summary>
    public static HistoryBound At(UnixNanos time) => new(time, null);

    /// <summary>A bound at a position.</summary>
    public static HistoryBound At(StreamPosition position) => new(null, position);

    /// <summary>Reads <c>epoch:sequence</c>, nanoseconds since 1970, RFC 3339 text or a date.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bound">The bound, where the text is one.</param>
    /// <returns>What is wrong with it, for a person to read; null when nothing is.</returns>
    public static string? Parse(string text, out HistoryBound bound)
    {
        ArgumentNullException.ThrowIfNull(text);
        bound = default;
        string[] parts = text.Split(':');
        if (parts.Length == 2 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
                || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
            {
                return $"'{text}' is no position: the numbers are too large";
            }

            bound = At(new StreamPosition(epoch, sequence));
            return null;
        }

        if (UnixNanos.TryParse(text, out UnixNanos time) || UnixNanos.TryParse(WithPlus(text), out time))
        {
            bound = At(time);
            return time.Value is > 0 and < LeastNanos && text.All(char.IsAsciiDigit) ? $"{text} nanoseconds since 1970 are {time}: seconds or milliseconds must be multiplied" : null;
        }

        return $"'{text}' is neither an instant (as 2024-08-08T09:30:00Z, a date, or nanoseconds since 1970) nor a position (epoch:sequence)";
    }

    private static string WithPlus(string text) =>
        text.Length > OffsetLength && text[^(OffsetLength + 1)] == ' ' ? string.Concat(text.AsSpan(0, text.Length - OffsetLength - 1), "+", text.AsSpan(text.Length - OffsetLength)) : text;
}
