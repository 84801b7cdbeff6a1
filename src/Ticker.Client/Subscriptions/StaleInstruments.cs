using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>
/// Which instruments of each subscription may no longer be true, by the protocol's rule: from a <c>stale</c> notice, or
/// a snapshot tick that says so, until the <c>fresh</c> notice that names it, or until it is told anew. Used by one
/// thread.
/// </summary>
internal sealed class StaleInstruments
{
    private readonly Dictionary<int, HashSet<uint>> _stale = [];

    /// <summary>Whether an instrument of a subscription is stale.</summary>
    public bool Has(int subscription, uint instrument) =>
        _stale.TryGetValue(subscription, out HashSet<uint>? stale) && stale.Contains(instrument);

    /// <summary>Takes a message.</summary>
    public void Take(in SubscriberMessage message)
    {
        switch (message.Control)
        {
            case null:
                TakeTicks(message.SubscriptionId, message.Ticks.Span);
                break;
            case Notice { Id: int id, Code: NoticeCode.Stale } notice:
                Of(id).UnionWith(notice.References);
                break;
            case Notice { Id: int id, Code: NoticeCode.Fresh } notice:
                Of(id).ExceptWith(notice.References);
                break;
            case Subscribed page when _stale.TryGetValue(page.Id, out HashSet<uint>? stale):
                stale.ExceptWith(page.Instruments.Select(instrument => instrument.Number));
                break;
            case Unsubscribed end:
                _stale.Remove(end.Id);
                break;
        }
    }

    private void TakeTicks(int subscription, ReadOnlySpan<ReceivedTick> ticks)
    {
        foreach (ref readonly ReceivedTick tick in ticks)
        {
            if (tick.IsStaleSnapshot)
            {
                Of(subscription).Add(tick.Tick.Instrument);
            }
        }
    }

    private HashSet<uint> Of(int subscription)
    {
        if (!_stale.TryGetValue(subscription, out HashSet<uint>? stale))
        {
            _stale[subscription] = stale = [];
        }

        return stale;
    }
}
