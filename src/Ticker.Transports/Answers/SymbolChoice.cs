using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Answers;

/// <summary>
/// Which instruments a URL asks for: <c>symbol</c> is one name or pattern as it stands, commas and all; <c>symbols</c> is
/// several, divided by commas; both may be given any number of times. Immutable.
/// </summary>
internal sealed class SymbolChoice
{
    /// <summary>The parameter that is one symbol.</summary>
    public const string One = "symbol";

    /// <summary>The parameter that is several.</summary>
    public const string Several = "symbols";

    // Every instrument is compared with each.
    private const int MostPatterns = 100;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly List<SymbolPattern> _patterns = [];

    private SymbolChoice()
    {
    }

    /// <summary>Whether nothing was asked for.</summary>
    public bool IsEmpty => _names.Count == 0 && _patterns.Count == 0;

    /// <summary>All that was asked for, as it stands.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>The names without a star.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Reads what a URL asks for.</summary>
    /// <param name="query">The URL's parameters.</param>
    /// <param name="wrong">Gets what is wrong.</param>
    public static SymbolChoice Read(IQueryCollection query, List<WrongParameter> wrong)
    {
        var choice = new SymbolChoice();
        foreach (string? symbol in query[One])
        {
            choice.Add(One, symbol ?? "", wrong);
        }

        foreach (string symbol in query[Several].SelectMany(list => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            choice.Add(Several, symbol, wrong);
        }

        if (choice._patterns.Count > MostPatterns)
        {
            wrong.Add(new(Several, $"there are more than {MostPatterns} patterns"));
        }

        return choice;
    }

    /// <summary>Whether an instrument is asked for.</summary>
    public bool Includes(Instrument instrument) =>
        _names.Contains(instrument.FullName) || _patterns.Exists(pattern => pattern.Matches(instrument.Utf8Name.Span));

    private void Add(string parameter, string symbol, List<WrongParameter> wrong)
    {
        if (SymbolPattern.Parse(symbol, out SymbolPattern pattern) is { } why)
        {
            wrong.Add(new(parameter, $"'{symbol}': {why}"));
        }
        else if (_texts.Add(symbol))
        {
            if (pattern.IsExact)
            {
                _names.Add(symbol);
            }
            else
            {
                _patterns.Add(pattern);
            }
        }
    }
}
