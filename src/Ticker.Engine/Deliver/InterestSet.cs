using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>What a subscription asks for: names and patterns. Immutable.</summary>
internal sealed class InterestSet
{
    private readonly Dictionary<string, int> _exact = new(StringComparer.Ordinal);
    private readonly List<SymbolPattern> _patterns = [];

    private InterestSet() => Exact = [];

    /// <summary>The exact names, each once.</summary>
    public IReadOnlyList<string> Exact { get; private set; }

    /// <summary>How many patterns there are, each once.</summary>
    public int Patterns => _patterns.Count;

    /// <summary>Whether there is a pattern among them.</summary>
    public bool HasPatterns => _patterns.Count > 0;

    /// <summary>Reads the symbols of a request.</summary>
    /// <returns>What is wrong with one of them, or null.</returns>
    public static string? Create(IReadOnlyList<string> symbols, out InterestSet interest)
    {
        interest = new InterestSet();
        var exact = new List<string>();
        var patterns = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < symbols.Count; i++)
        {
            string symbol = symbols[i];
            if (symbol.Length == 0)
            {
                continue;
            }

            if (SymbolPattern.Parse(symbol, out SymbolPattern pattern) is { } wrong)
            {
                return $"symbols[{i}]: {wrong}";
            }

            if (!pattern.IsExact && patterns.Add(symbol))
            {
                interest._patterns.Add(pattern);
            }
            else if (pattern.IsExact && interest._exact.TryAdd(symbol, exact.Count))
            {
                exact.Add(symbol);
            }
        }

        interest.Exact = exact;
        return null;
    }

    /// <summary>The place of an exact name in <see cref="Exact"/>, or -1.</summary>
    public int IndexOf(string fullName) => _exact.TryGetValue(fullName, out int index) ? index : -1;

    /// <summary>Whether it asks for an instrument.</summary>
    public bool Matches(Instrument instrument)
    {
        foreach (SymbolPattern pattern in _patterns)
        {
            if (pattern.Matches(instrument.Utf8Name.Span))
            {
                return true;
            }
        }

        return _exact.ContainsKey(instrument.FullName);
    }
}
