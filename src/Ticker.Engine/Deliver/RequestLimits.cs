using Ticker.Engine.Mailboxes;
using Ticker.Engine.Recover;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What subscribers may ask for, by the server's limits and by what each is entitled to. What it gives is what is wrong, for a
/// person to read, or null. It decides and changes nothing. Only its lane's thread uses it.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="options">How subscribers are served.</param>
/// <param name="time">The clock.</param>
/// <param name="recoveries">Knows the newest position; null = there is no past to ask for.</param>
internal sealed class RequestLimits(Lane lane, DeliveryOptions options, TimeProvider time, RecoveryDesk? recoveries)
{
    /// <summary>How many subscriptions one may have.</summary>
    public int MostSubscriptions(Subscriber subscriber) => Math.Min(options.MaxSubscriptions, subscriber.Entitlements.MaxSubscriptions ?? int.MaxValue);

    /// <summary>Whether it would give ticks more often than the subscriber may have them.</summary>
    public static string? TooOften(Subscriber subscriber, Pace pace) =>
        subscriber.Entitlements.MinInterval is { Ticks: > 0 } least && (pace.Mode != DeliveryMode.Interval || pace.IntervalMs < least.TotalMilliseconds)
            ? $"only mode interval is given, with interval_ms of at least {least.TotalMilliseconds}"
            : null;

    /// <summary>Whether a list of a message names more than one message may.</summary>
    public string? TooMany(string key, IReadOnlyList<string> symbols) =>
        symbols.Count > options.MaxMessageSymbols ? $"{key} holds {symbols.Count} entries; one message may hold {options.MaxMessageSymbols}" : null;

    /// <summary>Whether it would begin where nothing has been yet.</summary>
    public string? InTheFuture(StartFrom from) => from.Kind switch
    {
        StartKind.Position when from.Epoch == lane.Epoch && from.Sequence > recoveries!.Newest => $"from.seq: the newest position is {recoveries.Newest}",
        StartKind.Time when from.Time > UnixNanos.From(time.GetUtcNow() - lane.Delay) => "from.time: that is yet to come",
        _ => null,
    };

    /// <summary>Whether all its subscriptions together would ask for too much, when one asks for more.</summary>
    public string? Beyond(Subscriber subscriber, InterestSet interest)
    {
        (long symbols, long patterns) = (interest.Exact.Count, interest.Patterns);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            symbols += subscription.Cohort.Interest.Exact.Count;
            patterns += subscription.Cohort.Interest.Patterns;
        }

        return symbols > options.MaxSymbols ? $"the subscriptions of a connection may name {options.MaxSymbols} symbols"
            : patterns > options.MaxPatterns ? $"the subscriptions of a connection may have {options.MaxPatterns} patterns"
            : null;
    }
}
