using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// One entry of a subscription's symbols: an exact <c>VENUE:SYMBOL</c>, or text in which <c>*</c> matches any run of
/// characters, empty ones too. Case counts. Immutable; thread-safe.
/// </summary>
/// <remarks>
/// The text between the stars is found from left to right, each piece after the one before, which is right because
/// the earliest place leaves the most room for the rest. Nothing is tried twice, so that <c>****a****b</c> costs no
/// more than <c>*a*b</c>.
/// </remarks>
public sealed class SymbolPattern
{
    private static readonly SymbolPattern Nothing = new("", [], isExact: false);

    private readonly byte[][] _pieces;

    private SymbolPattern(string text, byte[][] pieces, bool isExact)
    {
        Text = text;
        IsExact = isExact;
        _pieces = pieces;
    }

    /// <summary>The entry as it was given.</summary>
    public string Text { get; }

    /// <summary>Whether it means one symbol: it holds no star.</summary>
    public bool IsExact { get; }

    /// <summary>Whether it matches every symbol.</summary>
    public bool IsAll => _pieces.Length > 1 && _pieces.All(piece => piece.Length == 0);

    /// <summary>Reads an entry.</summary>
    /// <param name="text">The entry; empty ones mean nothing, and are the caller's to leave out.</param>
    /// <param name="pattern">The pattern, where it is a legal one; else one that matches nothing.</param>
    /// <returns>What is wrong with it, for a person to read; null when nothing is.</returns>
    public static string? Parse(string text, out SymbolPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = Nothing;
        bool isExact = !text.Contains('*', StringComparison.Ordinal);
        string? wrong = isExact ? InstrumentName.Parse(text, out _) : Check(text);
        if (wrong is null)
        {
            pattern = new SymbolPattern(text, [.. text.Split('*').Select(Encoding.UTF8.GetBytes)], isExact);
        }

        return wrong;
    }

    /// <summary>Whether a symbol matches.</summary>
    /// <param name="utf8FullName"><c>VENUE:SYMBOL</c> in UTF-8.</param>
    public bool Matches(ReadOnlySpan<byte> utf8FullName)
    {
        if (_pieces.Length < 2)
        {
            return _pieces.Length == 1 && utf8FullName.SequenceEqual(_pieces[0]);
        }

        ReadOnlySpan<byte> first = _pieces[0];
        ReadOnlySpan<byte> last = _pieces[^1];
        if (utf8FullName.Length < first.Length + last.Length || !utf8FullName.StartsWith(first) || !utf8FullName.EndsWith(last))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = utf8FullName[first.Length..^last.Length];
        foreach (byte[] piece in _pieces.AsSpan(1, _pieces.Length - 2))
        {
            int at = rest.IndexOf(piece);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + piece.Length)..];
        }

        return true;
    }

    /// <summary>The entry as it was given.</summary>
    public override string ToString() => Text;

    private static string? Check(string text)
    {
        if (text.Length > MessageLimits.MaxSymbolBytes || Encoding.UTF8.GetByteCount(text) > MessageLimits.MaxSymbolBytes)
        {
            return $"the pattern is longer than {MessageLimits.MaxSymbolBytes} bytes";
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                return $"the pattern holds the control character U+{rune.Value:X4}";
            }

            if (rune == Rune.ReplacementChar)
            {
                return "the pattern is not valid Unicode";
            }
        }

        return null;
    }
}
