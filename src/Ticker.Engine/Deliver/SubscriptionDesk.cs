using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Begins and ends subscriptions. What may take long - finding the instruments of <c>*</c>, forgetting two hundred
/// thousand interests - is done in steps, between which the lane goes on serving. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market and its interests.</param>
/// <param name="hasWork">Called for a subscription that has something to send.</param>
internal sealed class SubscriptionDesk(LaneMarket market, Action<Subscription> hasWork)
{
    /// <summary>How many instruments or names one step looks at; fewer instruments, where each is compared with many patterns.</summary>
    private const int StepSize = 256;

    /// <summary>How many patterns are compared in about the time that a name takes.</summary>
    private const int PatternsPerName = 8;

    private readonly Queue<Subscription> _open = new();

    /// <summary>How many subscriptions are not yet begun or not yet forgotten.</summary>
    public int Open => _open.Count;

    /// <summary>How many subscriptions there are, with those that have ended and are not yet forgotten.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a new subscription.</summary>
    public void Begin(Subscription subscription)
    {
        Count++;
        if (subscription.Interest.HasPatterns)
        {
            market.Standing.Add(subscription);
        }

        _open.Enqueue(subscription);
    }

    /// <summary>Ends a subscription: it gets nothing more from now on.</summary>
    public void End(Subscription subscription)
    {
        bool queued = subscription.Stage == SubscriptionStage.Resolving;
        subscription.End(market.Slots);
        if (!queued)
        {
            _open.Enqueue(subscription);
        }
    }

    /// <summary>Does one step of the work that is open; the subscriptions take turns.</summary>
    public void Step()
    {
        Subscription subscription = _open.Dequeue();
        bool done = subscription.Stage == SubscriptionStage.Ended ? Forget(subscription) : Find(subscription);
        if (!done)
        {
            _open.Enqueue(subscription);
        }
    }

    private bool Find(Subscription subscription)
    {
        IReadOnlyList<string> names = subscription.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            if (subscription.Cursor < names.Count)
            {
                Find(subscription, names[subscription.Cursor++]);
            }
            else if (subscription.Interest.HasPatterns && subscription.Cursor - names.Count < market.HighestInstrument)
            {
                uint number = (uint)(++subscription.Cursor - names.Count);
                step += subscription.Interest.Patterns / PatternsPerName;
                Instrument instrument = market.Instruments[number];
                if (subscription.Interest.Matches(instrument) && market.IsCurrent(instrument))
                {
                    subscription.AddInstrument(number, market.Interests);
                }
            }
            else
            {
                subscription.Cursor = 0;
                subscription.Begin(market.Position);
                hasWork(subscription);
                return true;
            }
        }

        return false;
    }

    private void Find(Subscription subscription, string name)
    {
        market.Standing.Add(name, subscription);
        if (market.Find(name) is not { } instrument)
        {
            (subscription.Unknown ??= []).Add(name);
        }
        else if (!subscription.Interest.HasPatterns)
        {
            subscription.AddInstrument(instrument.Number, market.Interests);
        }
    }

    private bool Forget(Subscription subscription)
    {
        IReadOnlyList<string> names = subscription.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            int at = subscription.Cursor++;
            if (at < names.Count)
            {
                market.Standing.Remove(names[at], subscription);
            }
            else if (at - names.Count < subscription.Cells)
            {
                int cell = at - names.Count;
                market.Interests.Remove(subscription.Instruments[cell], subscription.Places[cell]);
            }
            else
            {
                market.Standing.Remove(subscription);
                Count--;
                return true;
            }
        }

        return false;
    }
}
