using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Engine.Recover;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Begins, changes and ends subscriptions. What may take long is done in steps, between which the lane goes on serving. Only
/// its lane's thread uses it.
/// </summary>
internal sealed class SubscriptionDesk
{
    /// <summary>How many names one step of a change looks at.</summary>
    private const int StepSize = 256;

    private readonly LaneMarket _market;
    private readonly LaneWork _work;
    private readonly CohortDesk _cohorts;
    private readonly RecoveryDesk? _recoveries;
    private readonly long _timestampFrequency;
    private readonly Queue<Change> _changes = new();

    /// <summary>Makes one that has none.</summary>
    /// <param name="market">The market and its interests.</param>
    /// <param name="work">Told what is to be sent.</param>
    /// <param name="ledger">Counts what becomes of ticks.</param>
    /// <param name="memory">The server's memory.</param>
    /// <param name="timestampFrequency">Timestamp ticks in a second.</param>
    /// <param name="recoveries">Gets what subscriptions missed; null = that is not offered.</param>
    public SubscriptionDesk(LaneMarket market, LaneWork work, LaneLedger ledger, MemoryBudget memory, long timestampFrequency, RecoveryDesk? recoveries)
    {
        (_market, _work, _recoveries, _timestampFrequency) = (market, work, recoveries, timestampFrequency);
        _cohorts = new CohortDesk(market, ledger, memory) { Found = Begin, Refused = Refuse };
    }

    /// <summary>How many cohorts are not yet found or not yet forgotten, and how many changes are not worked out.</summary>
    public int Open => _cohorts.Open + _changes.Count;

    /// <summary>How many subscriptions there are, with cohorts that have ended and are not yet forgotten.</summary>
    public int Count => Alive + _cohorts.Ending;

    /// <summary>How many subscriptions there are.</summary>
    public int Alive { get; private set; }

    /// <summary>How many cohorts there are that have not ended.</summary>
    public int Cohorts => _cohorts.Count;

    /// <summary>Told of what is refused for want of memory after it was begun.</summary>
    public LaneReplies? Replies { get; set; }

    /// <summary>Takes a new subscription.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="interest">The symbols of the request.</param>
    /// <param name="pace">Its pace.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="needed">The bytes of the server's memory that it needs.</param>
    /// <returns>Null when there is not so much left; the same may still turn out when its instruments are found.</returns>
    public Subscription? TryBegin(Subscriber owner, SubscribeMessage request, InterestSet interest, Pace pace, StartFrom from, out long needed)
    {
        var key = new CohortKey(request.Id, owner.Framing, request.Times, pace, interest.Fingerprint);
        ulong since = from.Kind == StartKind.Position && _market.AnyReplacedSince(from.Sequence) ? from.Sequence : ulong.MaxValue;
        if ((since == ulong.MaxValue ? _cohorts.Find(key) : null) is not { } cohort)
        {
            if ((cohort = _cohorts.TryOpen(key, interest, members: 1, out needed, since)) is null)
            {
                return null;
            }
        }
        else if (!cohort.Memory.TryAddMember(null, out needed))
        {
            return null;
        }

        Alive++;
        var subscription = new Subscription(owner, request, cohort, from);
        cohort.Add(subscription);
        if (cohort.IsLive && !TryBegin(subscription, out needed))
        {
            End(subscription);
            return null;
        }

        return subscription;
    }

    /// <summary>Begins to change a subscription that is live.</summary>
    /// <param name="change">The change.</param>
    /// <param name="needed">The bytes of the server's memory that it needs.</param>
    /// <returns>False when there is not so much left; the same may still turn out when it is worked out.</returns>
    public bool TryBegin(Change change, out long needed)
    {
        if (!change.TryBegin(out needed))
        {
            change.End(isRefused: true);
            return false;
        }

        change.Subscription.Changing = change;
        _changes.Enqueue(change);
        return true;
    }

    /// <summary>Ends a subscription: it gets nothing more from now on.</summary>
    public void End(Subscription subscription)
    {
        if (subscription.Changing is { } change)
        {
            subscription.Changing = null;
            change.End();
            if (change.Target is { } target)
            {
                target.Awaited.Remove(change);
                _cohorts.DropUnlessWanted(target);
            }
        }

        foreach (Change waiting in subscription.Changes ?? [])
        {
            waiting.End();
        }

        Cohort cohort = subscription.Cohort;
        subscription.End(_market.Slots);
        cohort.Memory.RemoveMember();
        Alive--;
        _cohorts.DropUnlessWanted(cohort);
    }

    /// <summary>Does one step of the work that is open; cohorts and changes take turns.</summary>
    public void Step()
    {
        _cohorts.Step();
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
        Cohort from = change.Subscription.Cohort;
        CohortKey old = from.Key;
        CohortKey key = old with { Pace = change.PaceAfter(_timestampFrequency), Interest = change.Interest.Fingerprint };
        long needed = 0;

        // Who did not ask for it keeps the instruments that it was told, those too whose name means another by now.
        ulong since = change.IsByHand && from.IsSealed ? Math.Min(from.Since, change.Subscription.Began) : ulong.MaxValue;

        // Its own is no place too few for one that is in it.
        Cohort? known = since != ulong.MaxValue ? null : key == old && !from.IsSealed ? from : _cohorts.Find(key);
        if ((known ?? _cohorts.TryOpen(key, change.Interest, members: 0, out needed, since)) is not { } target)
        {
            Refuse(change, needed);
            return;
        }

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
        if (change is { IsByHand: true, Target: { Since: ulong.MaxValue } target } && from.IsSealed)
        {
            // A name has come to mean another while its place was made ready.
            change.Target = null;
            Place(change);
            _cohorts.DropUnlessWanted(target);
            return;
        }

        foreach (string name in change.Target!.Unknown ?? [])
        {
            if (from.Interest.IndexOf(name) < 0)
            {
                (unknown ??= []).Add(name);
            }
        }

        if (!subscription.TryMoveTo(change.Target, unknown, _market.Position, _market.Slots, _market.Feeds, _work, isQuiet: change.IsByHand, out long needed))
        {
            Refuse(change, needed);
            _cohorts.DropUnlessWanted(change.Target);
            return;
        }

        subscription.Changing = null;
        change.End();
        _work.Attend(subscription);
        _cohorts.DropUnlessWanted(from);
    }

    // The instruments of a cohort are found.
    private void Begin(Cohort cohort)
    {
        foreach (Subscription subscription in cohort.Apart.ToArray())
        {
            if (!TryBegin(subscription, out long needed))
            {
                Refuse(subscription, needed);
            }
        }

        // Once apart from those that begin: a change that moves comes to stand among them.
        foreach (Change change in cohort.Awaited.ToArray())
        {
            cohort.Awaited.Remove(change);
            Move(change);
        }
    }

    private bool TryBegin(Subscription subscription, out long needed)
    {
        bool begun = subscription.TryBegin(_market.Position, _market.Feeds, out needed);
        if (begun)
        {
            if (subscription.Recovery is not null)
            {
                _recoveries!.Begin(subscription);
            }

            _work.Attend(subscription);
        }

        return begun;
    }

    /// <summary>A worker has given back what subscriptions of a connection missed.</summary>
    public void TakeBack(Subscriber subscriber)
    {
        foreach (Subscription subscription in subscriber.Subscriptions.Values.ToArray())
        {
            if (subscription.Recovery is { Holder: RecoveryHolder.Back } recovery)
            {
                recovery.TakeBack();
                if (subscription.Stage != SubscriptionStage.Resolving)
                {
                    subscription.NoteRecovery();
                }
                else if (IsUnfit(subscription, recovery))
                {
                    BeginAnew(subscription, recovery.IsExpired || HasReplaced(subscription, recovery.Position));
                    continue;
                }
                else if (!recovery.IsExpired && !HasReplaced(subscription, recovery.Position))
                {
                    subscription.BeginRecovery();
                }
                else if (!subscription.TryBeginInstead(_market.Position, _market.Feeds, out long needed))
                {
                    Refuse(subscription, needed);
                    continue;
                }

                _work.Attend(subscription);
            }
        }
    }

    // Its cohort has instruments whose name is another's by now: for who misses that they are there, for no other.
    private static bool IsUnfit(Subscription subscription, Recovery recovery) =>
        subscription.Cohort.IsSealed && (recovery.IsExpired || subscription.From.Kind == StartKind.Time);

    private void BeginAnew(Subscription expired, bool withTheStateNow)
    {
        StartFrom from = withTheStateNow ? StartFrom.Snapshot : expired.From;
        (Subscriber owner, SubscribeMessage request, Cohort cohort) = (expired.Owner, expired.Request, expired.Cohort);
        ClientMessage[] then = [.. expired.Changes?.Where(change => !change.IsByHand).Select(change => change.Message) ?? []];
        bool paused = expired.IsPaused;
        End(expired);
        owner.Subscriptions.Remove(expired.Id);
        if (TryBegin(owner, request, cohort.Interest, cohort.Key.Pace.HeldTo(owner.FloorMs, _timestampFrequency), from, out long needed) is not { } anew)
        {
            Replies!.Refused(expired, needed);
            return;
        }

        anew.Lost = !withTheStateNow ? null : (expired.From.Kind == StartKind.Position ? expired.From.Sequence + 1 : null, GapCause.JournalExpired);
        owner.Subscriptions.Add(anew.Id, anew);
        foreach (ClientMessage message in paused ? [new PauseMessage { Id = anew.Id }, .. then] : then)
        {
            Replies!.Run(LaneCommand.For(owner, message));
        }
    }

    // Of an instant it is known too late which instruments its names meant then.
    private bool HasReplaced(Subscription subscription, ulong position)
    {
        if (subscription.From.Kind != StartKind.Time || !_market.AnyReplacedSince(position))
        {
            return false;
        }

        foreach (uint instrument in subscription.Cohort.Instruments)
        {
            if (_market.ReplacedSince(_market.Instruments[instrument], position) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // More instruments match than there is memory for: whoever asks for them is told, and nothing is left of it.
    private void Refuse(Cohort cohort, long needed)
    {
        Change[] awaited = [.. cohort.Awaited];
        cohort.Awaited.Clear();
        foreach (Change change in awaited)
        {
            Refuse(change, needed);
        }

        foreach (Subscription subscription in cohort.Apart.ToArray())
        {
            Refuse(subscription, needed);
        }

        _cohorts.DropUnlessWanted(cohort);
    }

    private void Refuse(Subscription subscription, long needed)
    {
        End(subscription);
        Replies!.Refused(subscription, needed);
    }

    // The subscription goes on as it was.
    private void Refuse(Change change, long needed)
    {
        change.Subscription.Changing = null;
        change.End(isRefused: true);
        Replies!.Refused(change, needed);
    }
}
