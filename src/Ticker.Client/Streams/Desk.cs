using Ticker.Protocol;

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

    /// <summary>The close told of a position that all have come to.</summary>
    public void Advance(StartFrom position)
    {
        foreach (MarketSubscription subscription in All)
        {
            subscription.Progress.Take(position);
        }
    }

    /// <summary>What is said first on a connection: every subscription, from where it stands. The tape of a replay is brought there before, and runs when all is said.</summary>
    public List<ClientMessage> Begin(Reel? reel)
    {
        MarketSubscription[] all = All;
        List<ClientMessage> wound = reel?.Begin(all.Select(subscription => subscription.Position)) ?? [];
        return [.. wound, .. all.SelectMany(subscription => subscription.Begin()), .. reel?.GoOn() ?? []];
    }

    /// <summary>Asks for the accounts of all that have any.</summary>
    public void AskStatements(Outbox outbox)
    {
        foreach (MarketSubscription subscription in All.Where(one => one.IsTold && !one.IsEnding))
        {
            outbox.Offer(new StatementRequest { Id = subscription.Id });
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
