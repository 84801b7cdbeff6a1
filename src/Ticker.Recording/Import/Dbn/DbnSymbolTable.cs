using System.Globalization;

namespace Ticker.Recording.Import.Dbn;

/// <summary>The names of instrument ids over time, as the metadata gives them. Immutable.</summary>
internal sealed class DbnSymbolTable
{
    private readonly Dictionary<uint, DbnSymbolInterval[]> _byId;
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    /// <summary>Takes what the metadata says.</summary>
    /// <param name="intervals">In any order.</param>
    /// <param name="isRaw">Whether the names are the venue's own.</param>
    /// <param name="isParent">Whether each name stands for many instruments.</param>
    public DbnSymbolTable(IReadOnlyList<DbnSymbolInterval> intervals, bool isRaw, bool isParent)
    {
        IsRaw = isRaw;
        _byId = intervals.GroupBy(interval => interval.Id)
            .ToDictionary(group => group.Key, group => group.OrderBy(interval => interval.Start).ToArray());
        foreach (IGrouping<string, DbnSymbolInterval> named in intervals.GroupBy(interval => interval.Symbol, StringComparer.Ordinal))
        {
            if (isParent || Overlap([.. named.OrderBy(interval => interval.Start)]))
            {
                _shared.Add(named.Key);
            }
        }
    }

    /// <summary>No names.</summary>
    public static DbnSymbolTable Empty { get; } = new([], isRaw: false, isParent: false);

    /// <summary>Whether the names are the venue's own symbols, which nothing later in the file can better.</summary>
    public bool IsRaw { get; }

    /// <summary>
    /// The name of an id at a time: that of the interval which holds it, else of the last one before it, else of the first. A
    /// name that several ids bear at once is told apart by the id: <c>ES.FUT/5482</c>.
    /// </summary>
    /// <param name="id">The instrument id.</param>
    /// <param name="time">The time by which the file is ordered, ns since the UNIX epoch.</param>
    /// <param name="from">Since when the id is called so, ns.</param>
    /// <param name="to">Until when, ns, exclusive.</param>
    /// <returns>Null where the metadata does not know the id.</returns>
    public string? NameOf(uint id, long time, out long from, out long to)
    {
        (from, to) = (long.MinValue, long.MaxValue);
        if (!_byId.TryGetValue(id, out DbnSymbolInterval[]? intervals))
        {
            return null;
        }

        int at = 0;
        for (int next = 1; next < intervals.Length && NanosOf(intervals[next].Start) <= time; next++)
        {
            at = next;
        }

        from = at == 0 ? long.MinValue : NanosOf(intervals[at].Start);
        to = at + 1 < intervals.Length ? NanosOf(intervals[at + 1].Start) : long.MaxValue;
        string symbol = intervals[at].Symbol;
        return _shared.Contains(symbol) ? string.Create(CultureInfo.InvariantCulture, $"{symbol}/{id}") : symbol;
    }

    /// <summary>Whether a number YYYYMMDD is a day of the years that nanoseconds can count.</summary>
    public static bool IsDay(uint day) =>
        day / 10_000 is >= 1678 and < 2262 && day / 100 % 100 is >= 1 and <= 12
        && day % 100 is var ofMonth && ofMonth >= 1 && ofMonth <= DateTime.DaysInMonth((int)(day / 10_000), (int)(day / 100 % 100));

    private static long NanosOf(uint day) =>
        (new DateTime((int)(day / 10_000), (int)(day / 100 % 100), (int)(day % 100), 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * 100;

    private static bool Overlap(DbnSymbolInterval[] byStart)
    {
        for (int i = 1; i < byStart.Length; i++)
        {
            if (byStart[i].Start < byStart[i - 1].End && byStart[i].Id != byStart[i - 1].Id)
            {
                return true;
            }
        }

        return false;
    }
}
