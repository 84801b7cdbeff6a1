using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>What a subscription asks for: names and patterns, each once. Immutable once it is made.</summary>
internal sealed class InterestSet
{
    // Whoever could choose names with equal sums would share a cohort with another's instruments.
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    private readonly Dictionary<string, int> _exactIndex = new(StringComparer.Ordinal);
    private readonly List<string> _exact = [];
    private readonly Dictionary<string, SymbolPattern> _patterns = new(StringComparer.Ordinal);
    private List<string>? _forbidden;

    /// <summary>The exact names, each once.</summary>
    public IReadOnlyList<string> Exact => _exact;

    /// <summary>The patterns, each once.</summary>
    public IReadOnlyCollection<string> PatternTexts => _patterns.Keys;

    /// <summary>How many patterns there are.</summary>
    public int Patterns => _patterns.Count;

    /// <summary>Whether there is a pattern among them.</summary>
    public bool HasPatterns => _patterns.Count > 0;

    /// <summary>The same for two sets of the same entries, in whatever order they came, and for no others.</summary>
    public UInt128 Fingerprint { get; private set; }

    /// <summary>Entries that may not be asked for and were left out, whether there are such instruments or not.</summary>
    public IReadOnlyList<string> Forbidden => _forbidden ?? [];

    /// <summary>The scope that it was held to; null = none.</summary>
    public SymbolScope? HeldTo { get; private set; }

    /// <summary>What of its patterns' instruments it gets; null = all, for that is all it may have.</summary>
    public SymbolScope? Within { get; private set; }

    /// <summary>Reads the symbols of a request.</summary>
    /// <param name="symbols">Names and patterns; empty ones mean nothing.</param>
    /// <param name="interest">What was read before what is wrong.</param>
    /// <param name="key">The key they stand under, for the message.</param>
    /// <param name="scope">What may be asked for; null = everything.</param>
    /// <returns>What is wrong with one of them, or null.</returns>
    public static string? Create(IReadOnlyList<string> symbols, out InterestSet interest, string key = "symbols", SymbolScope? scope = null)
    {
        interest = new InterestSet { HeldTo = scope };
        for (int i = 0; i < symbols.Count; i++)
        {
            string symbol = symbols[i];
            if (symbol.Length == 0)
            {
                continue;
            }

            if (SymbolPattern.Parse(symbol, out SymbolPattern pattern) is { } wrong)
            {
                return $"{key}[{i}]: {wrong}";
            }

            if (scope?.Covers(symbol) != false)
            {
                interest.Add(symbol, pattern);
            }
            else if (!pattern.IsExact && scope.Overlaps(symbol))
            {
                interest.Add(symbol, pattern);
                interest.Limit(scope);
            }
            else
            {
                (interest._forbidden ??= []).Add(symbol);
            }
        }

        return null;
    }

    /// <summary>The place of an exact name in <see cref="Exact"/>, or -1.</summary>
    public int IndexOf(string fullName) => _exactIndex.TryGetValue(fullName, out int index) ? index : -1;

    /// <summary>Whether an entry, name or pattern, is in it.</summary>
    public bool Contains(string symbol) => _exactIndex.ContainsKey(symbol) || _patterns.ContainsKey(symbol);

    /// <summary>Whether it asks for an instrument.</summary>
    public bool Matches(Instrument instrument)
    {
        foreach (SymbolPattern pattern in _patterns.Values)
        {
            if (pattern.Matches(instrument.Utf8Name.Span) && Within?.Allows(instrument.Utf8Name.Span) != false)
            {
                return true;
            }
        }

        return _exactIndex.ContainsKey(instrument.FullName);
    }

    /// <summary>Adds an exact name while it is being made.</summary>
    public void AddExact(string name)
    {
        if (_exactIndex.TryAdd(name, _exact.Count))
        {
            _exact.Add(name);
            Fingerprint += FingerprintOf(name);
        }
    }

    /// <summary>Adds what another has of patterns, but for some, while it is being made.</summary>
    public void AddPatterns(InterestSet other, InterestSet? except)
    {
        foreach ((string text, SymbolPattern pattern) in other._patterns)
        {
            if (except?._patterns.ContainsKey(text) != true)
            {
                Add(text, pattern);
            }
        }
    }

    /// <summary>Has its patterns get no more than is in a scope, while it is being made. Those who may see other instruments share nothing.</summary>
    public void Limit(SymbolScope? scope)
    {
        if (scope is not null && Within is null)
        {
            Within = scope;
            Fingerprint += FingerprintOf($"\n{scope.Text}");
        }
    }

    /// <summary>Whether all that it asks for may still be asked for.</summary>
    public bool IsWithin(SymbolScope scope) =>
        scope.IsAll || (_exact.TrueForAll(scope.Covers) && (Within?.Text == scope.Text || _patterns.Keys.All(scope.Covers)));

    private void Add(string symbol, SymbolPattern pattern)
    {
        if (pattern.IsExact)
        {
            AddExact(symbol);
        }
        else if (_patterns.TryAdd(symbol, pattern))
        {
            Fingerprint += FingerprintOf(symbol);
        }
    }

    private static UInt128 FingerprintOf(string entry)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(entry), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
