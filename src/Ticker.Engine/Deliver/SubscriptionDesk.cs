using Ticker.Engine.Mailboxes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Begins, changes and ends subscriptions, and keeps the cohorts that they belong to. What may take long - finding the
/// instruments of <c>*</c>, forgetting two hundred thousand interests - is done in steps, between which the lane goes
/// on serving. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market and its interests.</param>
/// <param name="work">Told what is to be sent.</param>
/// <param name="ledger">Counts what becomes of ticks.</param>
/// <param name="timestampFrequency">Timestamp ticks in a second.</param>
internal sealed class SubscriptionDesk(LaneMarket market, LaneWork work, LaneLedger ledger, long timestampFrequency)
{
    /// <summary>How many instruments or names one step looks at; fewer instruments, where each is compared with many patterns.</summary>
    private const int StepSize = 256;

    /// <summary>How many patterns are compared in about the time that a name takes.</summary>
    private const int PatternsPerName = 8;

    private readonly CohortRegistry _cohorts = new();
    private readonly Queue<Cohort> _open = new();
    private readonly Queue<Change> _changes = new();

    /// <summary>How many cohorts are not yet found or not yet forgotten, and how many changes are not worked out.</summary>
    public int Open => _open.Count + _changes.Count;

    /// <summary>How many subscriptions there are, with cohorts that have ended and are not yet forgotten.</summary>
    public int Count { get; private set; }

    /// <summary>How many subscriptions there are.</summary>
    public int Alive { get; private set; }

    /// <summary>How many cohorts there are that have not ended.</summary>
    public int Cohorts => _cohorts.Count;

    /// <summary>Takes a new subscription.</summary>
    public Subscription Begin(Subscriber owner, SubscribeMessage request, InterestSet interest, Pace pace)
    {
        Count++;
        Alive++;
        Cohort cohort = FindOrOpen(new CohortKey(request.Id, owner.Encoding, request.Times, pace, interest.Fingerprint), interest);
        var subscription = new Subscription(owner, request, cohort);
        cohort.Add(subscription);
        if (cohort.IsLive)
        {
            Begin(subscription);
        }

        return subscription;
    }

    /// <summary>Begins to change a subscription that is live.</summary>
    public void Begin(Change change)
    {
        change.Subscription.Changing = change;
        _changes.Enqueue(change);
    }

    /// <summary>Ends a subscription: it gets nothing more from now on.</summary>
    public void End(Subscription subscription)
    {
        if (subscription.Changing is { } change)
        {
            subscription.Changing = null;
            if (change.Target is { } target)
            {
                target.Awaited.Remove(change);
                DropUnlessWanted(target);
            }
        }

        Cohort cohort = subscription.Cohort;
        subscription.End(market.Slots);
        Count--;
        Alive--;
        DropUnlessWanted(cohort);
    }

    /// <summary>Does one step of the work that is open; cohorts and changes take turns.</summary>
    public void Step()
    {
        if (_open.TryDequeue(out Cohort? cohort))
        {
            bool done = cohort.HasEnded ? Forget(cohort) : Find(cohort);
            if (!done)
            {
                _open.Enqueue(cohort);
            }
        }

        if (_changes.TryDequeue(out Change? change) && change.Subscription.Changing == change)
        {
            if (change.Step(StepSize))
            {
                Place(change);
            }
            else
            {
                _changes.Enqueue(change);
            }
        }
    }

    // The interest is known: the change is made now, or when the instruments are found.
    private void Place(Change change)
    {
        CohortKey old = change.Subscription.Cohort.Key;
        Cohort target = FindOrOpen(old with { Pace = old.Pace.With(change.Message, timestampFrequency), Interest = change.Interest.Fingerprint }, change.Interest);
        change.Target = target;
        if (target.IsLive)
        {
            Move(change);
        }
        else
        {
            target.Awaited.Add(change);
        }
    }

    private void Move(Change change)
    {
        Subscription subscription = change.Subscription;
        List<string>? unknown = null;
        Cohort from = subscription.Cohort;
        foreach (string name in change.Target!.Unknown ?? [])
        {
            if (from.Interest.IndexOf(name) < 0)
            {
                (unknown ??= []).Add(name);
            }
        }

        subscription.Changing = null;
        subscription.MoveTo(change.Target, unknown, market.Position, market.Slots, market.Feeds, work);
        work.Attend(subscription);
        DropUnlessWanted(from);
    }

    private Cohort FindOrOpen(CohortKey key, InterestSet interest)
    {
        if (_cohorts.Find(key) is { } known)
        {
            return known;
        }

        var cohort = new Cohort(key, interest, ledger);
        _cohorts.Add(cohort);
        if (interest.HasPatterns)
        {
            market.Standing.Add(cohort);
        }

        _open.Enqueue(cohort);
        return cohort;
    }

    private void DropUnlessWanted(Cohort cohort)
    {
        if (cohort.Members > 0 || cohort.HasEnded)
        {
            return;
        }

        _cohorts.Remove(cohort);
        Count++;
        if (cohort.IsLive)
        {
            _open.Enqueue(cohort);
        }

        market.Live.Remove(cohort);
        cohort.End();
    }

    private bool Find(Cohort cohort)
    {
        IReadOnlyList<string> names = cohort.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            if (cohort.Cursor < names.Count)
            {
                Find(cohort, names[cohort.Cursor++]);
            }
            else if (cohort.Interest.HasPatterns && cohort.Cursor - names.Count < market.HighestInstrument)
            {
                uint number = (uint)(++cohort.Cursor - names.Count);
                step += cohort.Interest.Patterns / PatternsPerName;
                Instrument instrument = market.Instruments[number];
                if (cohort.Interest.Matches(instrument) && market.IsCurrent(instrument))
                {
                    cohort.AddInstrument(number, market.Interests);
                }
            }
            else
            {
                GoLive(cohort);
                return true;
            }
        }

        return false;
    }

    private void GoLive(Cohort cohort)
    {
        cohort.GoLive();
        market.Live.Add(cohort);
        foreach (Subscription subscription in cohort.Apart)
        {
            Begin(subscription);
        }

        // Once apart from those that begin: a change that moves comes to stand among them.
        foreach (Change change in cohort.Awaited)
        {
            Move(change);
        }

        cohort.Awaited.Clear();
    }

    private void Begin(Subscription subscription)
    {
        subscription.Begin(market.Position, market.Feeds);
        work.Add(subscription);
    }

    private void Find(Cohort cohort, string name)
    {
        market.Standing.Add(name, cohort);
        if (market.Find(name) is not { } instrument)
        {
            (cohort.Unknown ??= []).Add(name);
        }
        else if (!cohort.Interest.HasPatterns)
        {
            cohort.AddInstrument(instrument.Number, market.Interests);
        }
    }

    private bool Forget(Cohort cohort)
    {
        IReadOnlyList<string> names = cohort.Interest.Exact;
        for (int step = 0; step < StepSize; step++)
        {
            int at = cohort.Cursor++;
            if (at < names.Count)
            {
                market.Standing.Remove(names[at], cohort);
            }
            else if (at - names.Count < cohort.Cells)
            {
                int cell = at - names.Count;
                market.Interests.Remove(cohort.Instruments[cell], cohort.Places[cell]);
            }
            else
            {
                market.Standing.Remove(cohort);
                Count--;
                return true;
            }
        }

        return false;
    }
}
