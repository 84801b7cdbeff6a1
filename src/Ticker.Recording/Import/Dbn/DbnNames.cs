using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// What instrument ids are called at a point of the file. The venue's own symbols go first: those of the metadata, else those
/// that definitions and symbol mappings in the file have told; before the first that names an id, that one. Else the
/// metadata's name (a rule such as <c>ES.c.0</c>), else the id in decimal. For one thread.
/// </summary>
/// <param name="table">The metadata's names.</param>
internal sealed class DbnNames(DbnSymbolTable table)
{
    private readonly Dictionary<uint, string> _first = [];
    private readonly Dictionary<uint, string> _told = [];

    /// <summary>Rises with every name that changes: what was looked up before may be another now.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>Takes in what a record says of an id, from here on.</summary>
    public void Tell(uint id, string symbol)
    {
        _first.TryAdd(id, symbol);
        if (!_told.TryGetValue(id, out string? before) || before != symbol)
        {
            _told[id] = symbol;
            Version++;
        }
    }

    /// <summary>Back to the beginning of the file, with the names known by which it will call ids at first.</summary>
    public void Rewind()
    {
        _told.Clear();
        Version++;
    }

    /// <summary>The first name that the file gives an id in a record.</summary>
    public bool TryGetFirst(uint id, [NotNullWhen(true)] out string? symbol) => _first.TryGetValue(id, out symbol);

    /// <summary>The name of an id.</summary>
    /// <param name="id">The instrument id.</param>
    /// <param name="time">The time by which the file is ordered, ns since the UNIX epoch.</param>
    /// <param name="from">Since when it is called so, ns, as far as the metadata says it.</param>
    /// <param name="to">Until when, ns, exclusive.</param>
    /// <param name="isFinal">Whether no later record can give a better name for this point of the file.</param>
    public string NameOf(uint id, long time, out long from, out long to, out bool isFinal)
    {
        string? listed = table.NameOf(id, time, out from, out to);
        isFinal = true;
        if (listed is not null && table.IsRaw)
        {
            return listed;
        }

        if (_told.TryGetValue(id, out string? told) || _first.TryGetValue(id, out told))
        {
            (from, to) = (long.MinValue, long.MaxValue);
            return told;
        }

        isFinal = false;
        return listed ?? id.ToString(CultureInfo.InvariantCulture);
    }
}
