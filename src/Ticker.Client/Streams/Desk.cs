namespace Ticker.Client.Streams;

/// <summary>The subscriptions of a client, and which of them may be told. Thread-safe.</summary>
internal sealed class Desk
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, MarketSubscription> _subscriptions = [];

    /// <summary>All that there are now, oldest first.</summary>
    public MarketSubscription[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _subscriptions.Values];
            }
        }
    }

    /// <summary>A subscription by its id; null = it is over.</summary>
    public MarketSubscription? Find(int id)
    {
        lock (_lock)
        {
            return _subscriptions.GetValueOrDefault(id);
        }
    }

    /// <summary>Takes a new one.</summary>
    public void Add(MarketSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Add(subscription.Id, subscription);
        }
    }

    /// <summary>One is over, with an error or without: whoever iterates gets what came, then that.</summary>
    public void End(MarketSubscription subscription, Exception? failure)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription.Id);
        }

        subscription.Buffer.Complete(failure);
    }
}
