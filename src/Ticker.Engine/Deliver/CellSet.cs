namespace Ticker.Engine.Deliver;

/// <summary>A set of cells, a bit each; it takes memory from the first that is in it. Only its lane's thread uses it.</summary>
internal struct CellSet
{
    private const int BitsOfWord = 64;

    private ulong[]? _words;

    /// <summary>How many are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a cell is in it.</summary>
    public readonly bool Has(int cell) =>
        _words is { } words && cell / BitsOfWord < words.Length && (words[cell / BitsOfWord] >> (cell % BitsOfWord) & 1) != 0;

    /// <summary>Puts a cell in, or takes it out.</summary>
    public void Set(int cell, bool value)
    {
        if (Has(cell) == value)
        {
            return;
        }

        int word = cell / BitsOfWord;
        if (_words is null || word >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word + 1, (_words?.Length ?? 0) * 2));
        }

        _words[word] ^= 1ul << (cell % BitsOfWord);
        Count += value ? 1 : -1;
        _words = Count == 0 ? null : _words;
    }

    /// <summary>Takes all out; the memory stays.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_words!);
            Count = 0;
        }
    }

    /// <summary>Whether both have the same cells in them.</summary>
    public readonly bool IsTheSameAs(in CellSet other) =>
        Count == other.Count && (Count == 0 || Trimmed(_words).SequenceEqual(Trimmed(other._words)));

    /// <summary>The same, apart.</summary>
    public readonly CellSet Clone() => this with { _words = _words is null ? null : [.. _words] };

    private static ReadOnlySpan<ulong> Trimmed(ulong[]? words) => words.AsSpan().TrimEnd(0ul);
}
