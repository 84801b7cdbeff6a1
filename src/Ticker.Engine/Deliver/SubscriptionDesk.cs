using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Engine.Recover;
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
/// <param name="memory">The server's memory.</param>
/// <param name="timestampFrequency">Timestamp ticks in a second.</param>
/// <param name="recoveries">Gets what subscriptions missed; null = that is not offered.</param>
/// <remarks>It is over 400 lines: each way in which a subscription begins, moves, begins anew or ends has its steps here.</remarks>
internal sealed class SubscriptionDesk(
    LaneMarket market, LaneWork work, LaneLedger ledger, MemoryBudget memory, long timestampFrequency, RecoveryDesk? recoveries)
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
        ulong since = from.Kind == StartKind.Position && market.AnyReplacedSince(from.Sequence) ? from.Sequence : ulong.MaxValue;
        if ((since == ulong.MaxValue ? _cohorts.Find(key) : null) is not { } cohort)
        {
            if ((cohort = TryOpen(key, interest, members: 1, out needed, since)) is null)
            {
                return null;
            }
        }
        else if (!cohort.Memory.TryAddMember(null, out needed))
        {
            return null;
        }

        Count++;
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
                DropUnlessWanted(target);
            }
        }

        foreach (Change waiting in subscription.Changes ?? [])
        {
            waiting.End();
        }

        Cohort cohort = subscription.Cohort;
        subscription.End(market.Slots);
        cohort.Memory.RemoveMember();
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
        Cohort from = change.Subscription.Cohort;
        CohortKey old = from.Key;
        CohortKey key = old with { Pace = change.PaceAfter(timestampFrequency), Interest = change.Interest.Fingerprint };
        long needed = 0;

        // Who did not ask for it keeps the instruments that it was told, those too whose name means another by now.
        ulong since = change.IsByHand && from.IsSealed ? Math.Min(from.Since, change.Subscription.Began) : ulong.MaxValue;

        // Its own is no place too few for one that is in it.
        Cohort? known = since != ulong.MaxValue ? null : key == old && !from.IsSealed ? from : _cohorts.Find(key);
        if ((known ?? TryOpen(key, change.Interest, members: 0, out needed, since)) is not { } target)
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
            DropUnlessWanted(target);
            return;
        }

        foreach (string name in change.Target!.Unknown ?? [])
        {
            if (from.Interest.IndexOf(name) < 0)
            {
                (unknown ??= []).Add(name);
            }
        }

        if (!subscription.TryMoveTo(change.Target, unknown, market.Position, market.Slots, market.Feeds, work, isQuiet: change.IsByHand, out long needed))
        {
            Refuse(change, needed);
            DropUnlessWanted(change.Target);
            return;
        }

        subscription.Changing = null;
        change.End();
        work.Attend(subscription);
        DropUnlessWanted(from);
    }

    private Cohort? TryOpen(CohortKey key, InterestSet interest, int members, out long needed, ulong since = ulong.MaxValue)
    {
        var cohort = new Cohort(key, interest, ledger, memory, since);
        if (!cohort.Memory.TryOpen(members, out needed))
        {
            return null;
        }

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
                if (cohort.Interest.Matches(instrument) && market.WasCurrentSince(instrument, cohort.Since))
                {
                    if (!cohort.Memory.TryGrow(cohort.Cells + 1, out long needed))
                    {
                        Refuse(cohort, needed);
                        return false;
                    }

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
        bool begun = subscription.TryBegin(market.Position, market.Feeds, out needed);
        if (begun)
        {
            if (subscription.Recovery is not null)
            {
                recoveries!.Begin(subscription);
            }

            work.Attend(subscription);
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
                else if (!subscription.TryBeginInstead(market.Position, market.Feeds, out long needed))
                {
                    Refuse(subscription, needed);
                    continue;
                }

                work.Attend(subscription);
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
        if (TryBegin(owner, request, cohort.Interest, cohort.Key.Pace.HeldTo(owner.FloorMs, timestampFrequency), from, out long needed) is not { } anew)
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
        if (subscription.From.Kind != StartKind.Time || !market.AnyReplacedSince(position))
        {
            return false;
        }

        foreach (uint instrument in subscription.Cohort.Instruments)
        {
            if (market.ReplacedSince(market.Instruments[instrument], position) is not null)
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

        DropUnlessWanted(cohort);
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

    private void Find(Cohort cohort, string name)
    {
        market.Standing.Add(name, cohort);
        if (market.Find(name) is not { } instrument)
        {
            (cohort.Unknown ??= []).Add(name);
        }
        else if (!cohort.Interest.HasPatterns)
        {
            for (Instrument? one = instrument; one is not null; one = market.ReplacedSince(one, cohort.Since))
            {
                cohort.AddInstrument(one.Number, market.Interests);
            }
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
                cohort.Memory.Close();
                Count--;
                return true;
            }
        }

        return false;
    }
}
