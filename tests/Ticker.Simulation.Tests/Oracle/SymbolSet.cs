using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Names and patterns, as a subscription asks for them. Immutable.</summary>
internal sealed class SymbolSet
{
    private readonly Dictionary<string, SymbolPattern> _entries;
    private readonly Dictionary<string, bool> _matches = [];

    private SymbolSet(Dictionary<string, SymbolPattern> entries) => _entries = entries;

    public IEnumerable<string> Exact => _entries.Values.Where(entry => entry.IsExact).Select(entry => entry.Text);

    public static SymbolSet Of(IEnumerable<string> symbols) => new SymbolSet([]).With(symbols, []);

    /// <summary>Entries out, then entries in.</summary>
    public SymbolSet With(IEnumerable<string> add, IEnumerable<string> remove)
    {
        var entries = new Dictionary<string, SymbolPattern>(_entries);
        foreach (string entry in remove)
        {
            entries.Remove(entry);
        }

        foreach (string entry in add.Where(entry => entry.Length > 0))
        {
            Assert.Null(SymbolPattern.Parse(entry, out SymbolPattern pattern));
            entries[entry] = pattern;
        }

        return new SymbolSet(entries);
    }

    public bool Has(string entry) => _entries.ContainsKey(entry);

    public bool Matches(Instrument instrument)
    {
        if (!_matches.TryGetValue(instrument.FullName, out bool matches))
        {
            _matches[instrument.FullName] = matches = _entries.Values.Any(entry => entry.Matches(instrument.Utf8Name.Span));
        }

        return matches;
    }
}
