using System.Globalization;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// The names of instrument ids over time, as the metadata gives them; of a day of all options there are millions. For one thread.
/// </summary>
internal sealed class DbnSymbolTable
{
    private readonly IReadOnlyList<DbnSymbolInterval> _intervals;
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    // The last interval of each id, and of each interval the one of the same id before it; -1 = none.
    private readonly Dictionary<uint, int> _last = [];
    private readonly int[] _before;
    private readonly Dictionary<uint, DbnSymbolInterval[]> _sorted = [];

    /// <summary>Takes what the metadata says.</summary>
    /// <param name="intervals">In any order; they are kept.</param>
    /// <param name="isRaw">Whether the names are the venue's own, each of one instrument.</param>
    /// <param name="isParent">Whether each name stands for many instruments.</param>
    public DbnSymbolTable(IReadOnlyList<DbnSymbolInterval> intervals, bool isRaw, bool isParent)
    {
        IsRaw = isRaw;
        _intervals = intervals;
        _before = new int[intervals.Count];
        for (int at = 0; at < intervals.Count; at++)
        {
            _before[at] = _last.TryGetValue(intervals[at].Id, out int last) ? last : -1;
            _last[intervals[at].Id] = at;
        }

        if (!isRaw)
        {
            _shared.UnionWith(intervals.GroupBy(interval => interval.Symbol, StringComparer.Ordinal)
                .Where(named => isParent || Overlap([.. named.OrderBy(interval => interval.Start)]))
                .Select(named => named.Key));
        }
    }

    /// <summary>No names.</summary>
    public static DbnSymbolTable Empty => new([], isRaw: false, isParent: false);

    /// <summary>Whether the names are the venue's own symbols, which nothing later in the file can better.</summary>
    public bool IsRaw { get; }

    /// <summary>Whether a number YYYYMMDD is a day of the years that nanoseconds can count.</summary>
    public static bool IsDay(uint day) =>
        day / 10_000 is >= 1678 and < 2262 && day / 100 % 100 is >= 1 and <= 12
        && day % 100 is var ofMonth && ofMonth >= 1 && ofMonth <= DateTime.DaysInMonth((int)(day / 10_000), (int)(day / 100 % 100));

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
        if (!_sorted.TryGetValue(id, out DbnSymbolInterval[]? intervals))
        {
            intervals = Sort(id);
            _sorted.Add(id, intervals);
        }

        if (intervals.Length == 0)
        {
            return null;
        }

        int next = FirstAfter(intervals, time);
        int found = Math.Max(0, next - 1);
        next = Math.Max(1, next);
        from = found == 0 ? from : NanosOf(intervals[found].Start);
        to = next < intervals.Length ? NanosOf(intervals[next].Start) : to;
        string symbol = intervals[found].Symbol;
        return _shared.Contains(symbol) ? string.Create(CultureInfo.InvariantCulture, $"{symbol}/{id}") : symbol;
    }

    // Only of those that are asked for: few of millions are.
    private DbnSymbolInterval[] Sort(uint id)
    {
        List<DbnSymbolInterval> intervals = [];
        for (int at = _last.GetValueOrDefault(id, -1); at >= 0; at = _before[at])
        {
            intervals.Add(_intervals[at]);
        }

        return [.. intervals.OrderBy(interval => interval.Start)];
    }

    private static int FirstAfter(DbnSymbolInterval[] byStart, long time)
    {
        (int low, int high) = (0, byStart.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = NanosOf(byStart[middle].Start) <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

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
