using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>The accounts of all subscriptions of a connection, kept message by message. Used by one thread.</summary>
internal sealed class AccountBook
{
    private readonly Dictionary<int, ReceivedAccounts> _open = [];
    private int _ended;
    private int _lap;

    /// <summary>Those that are open, and the one that the last message ended.</summary>
    public IReadOnlyDictionary<int, ReceivedAccounts> Open => _open;

    /// <summary>Forgets what was counted of a subscription: it begins anew.</summary>
    public void Forget(int id) => _open.Remove(id);

    /// <summary>Counts a subscription anew that goes on where it was, without being told of again.</summary>
    public void BeginLive(int id) => _open[id] = new ReceivedAccounts(id, isLive: true);

    /// <summary>Takes a message.</summary>
    /// <exception cref="FormatException">Its ticks are of no subscription.</exception>
    public void Take(in SubscriberMessage message)
    {
        if (_ended != 0)
        {
            _open.Remove(_ended);
            _ended = 0;
        }

        switch (message.Control)
        {
            case null:
                if (!_open.TryGetValue(message.SubscriptionId, out ReceivedAccounts? accounts))
                {
                    throw new FormatException($"ticks of subscription {message.SubscriptionId}, which no 'subscribed' told of");
                }

                accounts.Take(message.Ticks.Span);
                break;
            case Subscribed page:
                if (!_open.TryGetValue(page.Id, out ReceivedAccounts? told))
                {
                    _open[page.Id] = told = new ReceivedAccounts(page.Id);
                }

                told.Take(page);
                break;
            case Gap gap when _open.TryGetValue(gap.Id, out ReceivedAccounts? missing):
                missing.Take(gap);
                break;
            case Seam seam when _open.TryGetValue(seam.Id, out ReceivedAccounts? begun):
                begun.Take(seam);
                break;
            case TapeNews { Lap: > 0 } news when news.Lap != _lap:
                // What was is told in statements before; what is to come begins anew.
                _lap = news.Lap;
                _open.Clear();
                break;
            case Unsubscribed end:
                _ended = end.Id;
                break;
        }
    }
}
