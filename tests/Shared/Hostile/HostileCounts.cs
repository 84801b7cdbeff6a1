using System.Collections.Concurrent;

namespace Ticker.Tests.Hostile;

/// <summary>How often each kind was tried, and what became of it. Safe to be added to by all at once.</summary>
internal sealed class HostileCounts
{
    private readonly ConcurrentDictionary<(string Kind, string Outcome), int> _counts = new();

    public int Offered => _counts.Values.Sum();

    /// <summary>How often each outcome of a kind was.</summary>
    public IReadOnlyDictionary<string, int> OutcomesOf(string kind) =>
        _counts.Where(count => count.Key.Kind == kind).ToDictionary(count => count.Key.Outcome, count => count.Value);

    public void Add(string kind, string outcome, int count = 1) => _counts.AddOrUpdate((kind, outcome), count, (_, before) => before + count);

    public void Add(HostileCounts others)
    {
        foreach (((string kind, string outcome), int count) in others._counts)
        {
            Add(kind, outcome, count);
        }
    }

    /// <summary>What became of some otherwise than it had to, one text for each.</summary>
    /// <param name="kinds">Those that were tried.</param>
    public IEnumerable<string> Wrong(IReadOnlyList<HostileKind> kinds) =>
        from count in _counts
        let kind = kinds.First(kind => kind.Name == count.Key.Kind)
        where !kind.Exact.Contains(count.Key.Outcome)
        orderby kind.Name
        select $"{kind.Name}: {count.Key.Outcome} ({count.Value} times), not {string.Join(" or ", kind.Exact)}";

    /// <summary>A line for each, which <see cref="Parse"/> reads.</summary>
    public IEnumerable<string> Lines() => _counts.Select(count => $"{count.Key.Kind}\t{count.Key.Outcome.ReplaceLineEndings(" ").Replace('\t', ' ')}\t{count.Value}");

    public static HostileCounts Parse(IEnumerable<string> lines)
    {
        var counts = new HostileCounts();
        foreach (string[] parts in lines.Select(line => line.Split('\t')))
        {
            counts.Add(parts[0], parts[1], int.Parse(parts[2]));
        }

        return counts;
    }
}
