namespace Ticker.Engine.Deliver;

/// <summary>
/// What there is to do in a lane's turn: cohorts and subscribers with something to send, values that were held long
/// enough, subscriptions that have spent their budget. Only its lane's thread uses it.
/// </summary>
/// <param name="longestWait">The longest that a held value's outflow goes unlooked at, in timestamp ticks: then one that is gone is forgotten.</param>
internal sealed class LaneWork(long longestWait)
{
    private readonly Queue<Subscriber> _ready = new();
    private readonly Queue<Cohort> _due = new();
    private readonly PriorityQueue<Outflow, long> _held = new();
    private readonly List<Subscription> _spent = [];

    /// <summary>Subscribers with something to send, each once.</summary>
    public int Ready => _ready.Count;

    /// <summary>Cohorts with something to send to those in step, each once.</summary>
    public int Due => _due.Count;

    /// <summary>The time, read once a turn.</summary>
    public long Now { get; set; }

    /// <summary>When the next held value is due, or later; <see cref="long.MaxValue"/> = none is held.</summary>
    public long NextRelease => _held.TryPeek(out _, out long due) ? due : long.MaxValue;

    /// <summary>A tick was noted in a shared outflow.</summary>
    public void Noted(Cohort cohort, Outflow shared, bool taken)
    {
        if (!taken)
        {
            foreach (Subscription subscription in cohort.InStep)
            {
                _spent.Add(subscription);
            }
        }
        else if (!cohort.IsDue && !cohort.IsBlocked && shared.HasWork)
        {
            Add(cohort);
        }

        Schedule(shared);
    }

    /// <summary>A tick was noted for a subscription that is apart.</summary>
    public void Noted(Subscription subscription, bool taken)
    {
        if (!taken)
        {
            _spent.Add(subscription);
        }
        else
        {
            Attend(subscription);
        }
    }

    /// <summary>Looks whether a subscription that is apart has something to send, now or later.</summary>
    public void Attend(Subscription subscription)
    {
        if (!subscription.InRound && subscription.HasWork)
        {
            Add(subscription);
        }

        if (subscription.Own is { } own)
        {
            Schedule(own);
        }
    }

    /// <summary>A subscription that is apart has something to send.</summary>
    public void Add(Subscription subscription)
    {
        if (!subscription.InRound)
        {
            subscription.InRound = true;
            subscription.Owner.Round.Enqueue(subscription);
        }

        Add(subscription.Owner);
    }

    /// <summary>A cohort has something to send to those in step.</summary>
    public void Add(Cohort cohort)
    {
        if (!cohort.IsDue)
        {
            cohort.IsDue = true;
            _due.Enqueue(cohort);
        }
    }

    /// <summary>A subscriber has something to send. While its socket is busy it waits for that instead.</summary>
    public void Add(Subscriber subscriber)
    {
        if (!subscriber.InReadyQueue && !subscriber.SinkBusy && subscriber.State != SubscriberState.Done)
        {
            subscriber.InReadyQueue = true;
            _ready.Enqueue(subscriber);
        }
    }

    /// <summary>The next cohort that has something to send.</summary>
    public Cohort TakeDue()
    {
        Cohort cohort = _due.Dequeue();
        cohort.IsDue = false;
        return cohort;
    }

    /// <summary>The next subscriber that has something to send.</summary>
    public Subscriber TakeReady()
    {
        Subscriber subscriber = _ready.Dequeue();
        subscriber.InReadyQueue = false;
        return subscriber;
    }

    /// <summary>The subscriptions whose budget was spent since the last call.</summary>
    public void TakeSpent(Action<Subscription> spent)
    {
        // An eviction ends other subscriptions, but adds none.
        foreach (Subscription subscription in _spent)
        {
            spent(subscription);
        }

        _spent.Clear();
    }

    /// <summary>Whether a budget was spent.</summary>
    public bool AnySpent => _spent.Count > 0;

    /// <summary>Values that were held long enough become due.</summary>
    public void Release()
    {
        while (_held.TryPeek(out Outflow? outflow, out long due) && due <= Now)
        {
            _held.Dequeue();
            Release(outflow, Now);
        }
    }

    /// <summary>All values that are held become due: their intervals are not waited for.</summary>
    public void ReleaseAll()
    {
        while (_held.TryDequeue(out Outflow? outflow, out _))
        {
            Release(outflow, long.MaxValue);
        }
    }

    /// <summary>Looks no more at outflows for what they hold: there is none left.</summary>
    public void ForgetHeld() => _held.Clear();

    /// <summary>Sees to it that what an outflow holds, now or from its next tick on, is released in time.</summary>
    public void Schedule(Outflow outflow)
    {
        // Each stands in the queue once: intervals end in the order in which they began.
        if (outflow.ReleaseDue == long.MaxValue && outflow.Mailbox.NextRelease is var next and not long.MaxValue)
        {
            outflow.ReleaseDue = Math.Min(next, Now + longestWait);
            _held.Enqueue(outflow, outflow.ReleaseDue);
        }
    }

    private void Release(Outflow outflow, long now)
    {
        outflow.ReleaseDue = long.MaxValue;
        outflow.Mailbox.Release(now);
        if (outflow.Of is { } subscription)
        {
            if (subscription.Own == outflow)
            {
                Attend(subscription);
            }
        }
        else if (outflow.Cohort.Shared == outflow)
        {
            Noted(outflow.Cohort, outflow, taken: true);
        }
    }
}
