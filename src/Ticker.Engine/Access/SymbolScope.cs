using System.Text;
using Ticker.Protocol;

namespace Ticker.Engine.Access;

/// <summary>The instruments that somebody may see: those that one of its names or patterns matches. Immutable; thread-safe.</summary>
public sealed class SymbolScope
{
    private readonly SymbolPattern[] _patterns;

    private SymbolScope(SymbolPattern[] patterns)
    {
        _patterns = patterns;
        IsAll = patterns.Any(pattern => pattern.IsAll);
        Text = string.Join('\n', patterns.Select(pattern => pattern.Text).Order(StringComparer.Ordinal));
    }

    /// <summary>Every instrument.</summary>
    public static SymbolScope All { get; } = Of("*");

    /// <summary>No instrument.</summary>
    public static SymbolScope None { get; } = new([]);

    /// <summary>Whether it holds every instrument.</summary>
    public bool IsAll { get; }

    /// <summary>Whether it holds no instrument.</summary>
    public bool IsNone => _patterns.Length == 0;

    /// <summary>The names and patterns, a line each: the same for two scopes that say the same.</summary>
    public string Text { get; }

    /// <summary>Reads names and patterns.</summary>
    /// <param name="symbols">As in a subscription.</param>
    /// <param name="scope">The scope; of what is wrong it holds nothing.</param>
    /// <returns>What is wrong with the first that is, for a person to read; null when nothing is.</returns>
    public static string? Parse(IEnumerable<string> symbols, out SymbolScope scope)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        var patterns = new List<SymbolPattern>();
        string? wrong = null;
        foreach (string symbol in symbols.Distinct(StringComparer.Ordinal))
        {
            if (SymbolPattern.Parse(symbol, out SymbolPattern pattern) is { } why)
            {
                wrong ??= $"'{symbol}': {why}";
            }
            else
            {
                patterns.Add(pattern);
            }
        }

        scope = new SymbolScope([.. patterns]);
        return wrong;
    }

    /// <summary>Whether an instrument is in it.</summary>
    /// <param name="utf8FullName"><c>VENUE:SYMBOL</c> in UTF-8.</param>
    public bool Allows(ReadOnlySpan<byte> utf8FullName)
    {
        foreach (SymbolPattern pattern in _patterns)
        {
            if (pattern.Matches(utf8FullName))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an instrument is in it.</summary>
    /// <param name="fullName"><c>VENUE:SYMBOL</c>.</param>
    public bool Allows(string fullName) => IsAll || Allows(Encoding.UTF8.GetBytes(fullName));

    /// <summary>Whether everything that a name or pattern matches is known to be in it.</summary>
    /// <remarks>A pattern that matches another's text, stars and all, matches whatever stands in the place of those stars.</remarks>
    public bool Covers(string symbol) => Allows(symbol);

    /// <summary>Whether some name that a pattern matches could be in it.</summary>
    public bool Overlaps(string symbol)
    {
        byte[] asked = Encoding.UTF8.GetBytes(symbol);
        return Array.Exists(_patterns, pattern => Meet(asked, Encoding.UTF8.GetBytes(pattern.Text)));
    }

    private static SymbolScope Of(string symbol)
    {
        Parse([symbol], out SymbolScope scope);
        return scope;
    }

    // Whether two patterns have a text in common, row by row: reached[j] = what was read of the first can stand for the first j of the other.
    private static bool Meet(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var reached = new bool[other.Length + 1];
        reached[0] = true;
        Spread(reached, other);
        foreach (byte letter in one)
        {
            var next = new bool[other.Length + 1];
            for (int j = 0; j <= other.Length; j++)
            {
                // A star of the first goes on standing for whatever the other has; one of the other takes this letter.
                next[j] = letter == '*'
                    ? reached[j] || (j > 0 && next[j - 1])
                    : (j > 0 && reached[j - 1] && other[j - 1] == letter) || (j > 0 && other[j - 1] == '*' && (reached[j] || reached[j - 1]));
            }

            Spread(next, other);
            reached = next;
        }

        return reached[^1];
    }

    // A star of the other may stand for nothing.
    private static void Spread(bool[] reached, ReadOnlySpan<byte> other)
    {
        for (int j = 1; j < reached.Length; j++)
        {
            reached[j] |= reached[j - 1] && other[j - 1] == '*';
        }
    }
}
