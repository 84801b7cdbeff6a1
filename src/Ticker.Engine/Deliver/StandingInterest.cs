using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Who must be told when an instrument becomes known: by exact name, and by pattern. Only its lane's thread uses it.
/// </summary>
internal sealed class StandingInterest
{
    private readonly Dictionary<string, HashSet<Subscription>> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<Subscription> _byPattern = [];

    /// <summary>How many names are waited for or known.</summary>
    public int Names => _byName.Count;

    /// <summary>How many subscriptions have a pattern.</summary>
    public int Patterns => _byPattern.Count;

    /// <summary>Notes the interest of a subscription in an exact name.</summary>
    public void Add(string fullName, Subscription subscription)
    {
        if (!_byName.TryGetValue(fullName, out HashSet<Subscription>? interested))
        {
            _byName[fullName] = interested = [];
        }

        interested.Add(subscription);
    }

    /// <summary>Notes that a subscription has patterns.</summary>
    public void Add(Subscription subscription) => _byPattern.Add(subscription);

    /// <summary>Forgets the interest of a subscription in an exact name.</summary>
    public void Remove(string fullName, Subscription subscription)
    {
        if (_byName.TryGetValue(fullName, out HashSet<Subscription>? interested) && interested.Remove(subscription) && interested.Count == 0)
        {
            _byName.Remove(fullName);
        }
    }

    /// <summary>Forgets a subscription's patterns.</summary>
    public void Remove(Subscription subscription) => _byPattern.Remove(subscription);

    /// <summary>Tells each interested subscription, once.</summary>
    public void Tell(Instrument instrument, Action<Subscription, Instrument> tell)
    {
        _byName.TryGetValue(instrument.FullName, out HashSet<Subscription>? byName);
        if (byName is not null)
        {
            foreach (Subscription subscription in byName)
            {
                tell(subscription, instrument);
            }
        }

        foreach (Subscription subscription in _byPattern)
        {
            if (byName?.Contains(subscription) != true && subscription.Interest.Matches(instrument))
            {
                tell(subscription, instrument);
            }
        }
    }
}
