using System.Globalization;

namespace Ticker.Cli.Administering;

/// <summary>Two looks, and the rates between them. What was not there before has none. Immutable.</summary>
/// <param name="before">The look before; null = there was none.</param>
/// <param name="now">The newest.</param>
/// <param name="seconds">How much later that was.</param>
internal sealed class TopDifference(TopLook? before, TopLook now, double seconds)
{
    private readonly Dictionary<long, TopConnection> _connections = before?.Connections.ToDictionary(one => one.Id) ?? [];
    private readonly Dictionary<string, TopFeed> _feeds = before?.Feeds.ToDictionary(one => one.Name) ?? [];

    /// <summary>The newest look.</summary>
    public TopLook Now => now;

    /// <summary>The connections, those first that stand out most.</summary>
    /// <param name="sort">By what: <c>pending</c>, <c>rate</c> or <c>conflated</c>.</param>
    public IEnumerable<TopConnection> Sorted(string sort) => now.Connections
        .OrderByDescending(one => sort switch { "rate" => Rate(one) ?? 0, "conflated" => ConflatedRate(one) ?? one.Conflated, _ => one.Pending })
        .ThenBy(one => one.Id);

    /// <summary>Ticks delivered a second.</summary>
    public double? Rate(TopConnection one) => _connections.TryGetValue(one.Id, out TopConnection? was) ? PerSecond(one.Delivered - was.Delivered) : null;

    /// <summary>Ticks conflated a second.</summary>
    public double? ConflatedRate(TopConnection one) => _connections.TryGetValue(one.Id, out TopConnection? was) ? PerSecond(one.Conflated - was.Conflated) : null;

    /// <summary>Ticks taken a second.</summary>
    public double? Rate(TopFeed feed) => _feeds.TryGetValue(feed.Name, out TopFeed? was) ? PerSecond(feed.Ticks - was.Ticks) : null;

    /// <summary>One line of the whole server.</summary>
    public string Summary()
    {
        string delivered = Text(before is null ? null : PerSecond(now.Total("delivered") - before.Total("delivered")));
        string conflated = Text(before is null ? null : PerSecond(now.Conflated - before.Conflated));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Total("connections")} connections, {now.Total("subscriptions")} subscriptions, {now.Total("instruments")} instruments; delivered {delivered}/s, conflated {conflated}/s, pending {now.Total("pending")}, evictions {now.Total("evictions")}");
    }

    /// <summary>A rate as text; <c>-</c> where there is none.</summary>
    public static string Text(double? rate) => rate is { } value ? value.ToString("0", CultureInfo.InvariantCulture) : "-";

    // One that changes what it subscribes to begins anew.
    private double PerSecond(long more) => Math.Max(0, more) / Math.Max(0.001, seconds);
}
