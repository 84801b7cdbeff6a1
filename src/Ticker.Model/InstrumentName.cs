using System.Text;

namespace Ticker.Model;

/// <summary>
/// What an instrument is called: <c>VENUE:SYMBOL</c>, as in <c>XNAS:AAPL</c>. The first colon divides the two,
/// so that a symbol may hold colons, spaces, dots and slashes.
/// </summary>
/// <param name="Venue">Where it trades: by MIC where there is one, else a short name.</param>
/// <param name="Symbol">The venue's own text for it.</param>
public readonly record struct InstrumentName(string Venue, string Symbol)
{
    /// <summary>The most bytes of a venue in UTF-8.</summary>
    public const int MaxVenueBytes = 24;

    /// <summary>The most bytes of a symbol in UTF-8.</summary>
    public const int MaxSymbolBytes = 64;

    /// <summary>Reads <c>VENUE:SYMBOL</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name, where it is a legal one.</param>
    /// <returns>What is wrong with it, for a person to read; null when nothing is.</returns>
    public static string? Parse(string text, out InstrumentName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return "a symbol is written VENUE:SYMBOL, as in XNAS:AAPL; there is no colon";
        }

        var parsed = new InstrumentName(text[..colon], text[(colon + 1)..]);
        string? wrong = parsed.Check();
        if (wrong is null)
        {
            name = parsed;
        }

        return wrong;
    }

    /// <summary>What is wrong with this name, for a person to read; null when nothing is.</summary>
    public string? Check() =>
        CheckPart("venue", Venue, MaxVenueBytes) ?? CheckPart("symbol", Symbol, MaxSymbolBytes) ??
        (Venue.Contains(':', StringComparison.Ordinal) ? "a venue holds no colon" : null);

    /// <inheritdoc/>
    public override string ToString() => $"{Venue}:{Symbol}";

    private static string? CheckPart(string what, string? text, int most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return $"the {what} is empty";
        }

        if (text.Length > most || Encoding.UTF8.GetByteCount(text) > most)
        {
            return $"the {what} is longer than {most} bytes";
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                return $"the {what} holds the control character U+{rune.Value:X4}";
            }

            if (rune.Value == '*')
            {
                return $"the {what} holds '*', which is kept for patterns";
            }

            if (rune == Rune.ReplacementChar)
            {
                return $"the {what} is not valid Unicode";
            }
        }

        return null;
    }
}
