using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Engine.Recover;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// One subscription of one connection: how far it has come, and what waits for it - in its own outflow while it
/// begins or has fallen behind, in its cohort's while it keeps up. Only its lane's thread uses it.
/// </summary>
/// <remarks>It is over 400 lines: how it goes from stage to stage, and what its accounts are in each, is one thing.</remarks>
internal sealed class Subscription
{
    private readonly bool _wantsSnapshot;
    private SnapshotBurst? _snapshot;
    private long _snapshotSent;
    private bool _hasBegun;
    private CellSet _unmoved;
    private Statement? _final;
    private long _waitedAtEnd;
    private Accounts _settledPast;
    private long _snapshotTaken;
    private ulong _liveAfter;

    /// <param name="owner">Whose it is.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="cohort">Those that ask for the same.</param>
    /// <param name="from">Where it begins: as asked, or the state now where that cannot be.</param>
    public Subscription(Subscriber owner, SubscribeMessage request, Cohort cohort, StartFrom from)
    {
        (Owner, Id, Cohort, From) = (owner, request.Id, cohort, from);
        _wantsSnapshot = request.From.Kind != StartKind.Now;
    }

    /// <summary>Where it begins.</summary>
    public StartFrom From { get; private set; }

    /// <summary>What it missed, on its way to it; null = nothing, or all of it is sent.</summary>
    public Recovery? Recovery { get; private set; }

    /// <summary>Ticks that it asked for and does not get, from the first up to where it began, to be told before its state; null = none.</summary>
    public (ulong? From, GapCause Cause)? Lost { get; set; }

    /// <summary>Whose it is.</summary>
    public Subscriber Owner { get; }

    /// <summary>The client's number for it.</summary>
    public int Id { get; }

    /// <summary>Those that ask for the same, itself among them.</summary>
    public Cohort Cohort { get; private set; }

    /// <summary>What asks for the same again, as it is now: with what was changed since.</summary>
    public SubscribeMessage Request => new()
    {
        Id = Id,
        Symbols = [.. Cohort.Interest.Exact, .. Cohort.Interest.PatternTexts],
        Kinds = Cohort.Key.Pace.Kinds,
        Mode = Cohort.Key.Pace.Mode,
        IntervalMs = Cohort.Key.Pace.IntervalMs,
        ConflateTrades = Cohort.Key.Pace.ConflateTrades,
        Summary = Cohort.Key.Pace.Summary,
        Times = Cohort.Key.Times,
        OnSlow = Cohort.Key.Pace.OnSlowAsked,
        From = _wantsSnapshot ? StartFrom.Snapshot : StartFrom.Now,
    };

    /// <summary>Its place in the cohort's list.</summary>
    public int Place { get; set; }

    /// <summary>How far it has come.</summary>
    public SubscriptionStage Stage { get; private set; }

    /// <summary>The position after which its accounts begin, or at which the last change that its client asked for took effect.</summary>
    public ulong Began { get; private set; }

    /// <summary>Whether it goes over without a word, but of instruments that are to be told in any case.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>What waits for it alone; null while it has not begun, is in step, or has ended.</summary>
    public Outflow? Own { get; set; }

    /// <summary>Whether it gets its cohort's bytes.</summary>
    public bool IsInStep => Stage == SubscriptionStage.Live && Own is null;

    /// <summary>What waits for it; null while it has not begun or has ended.</summary>
    public Outflow? Outflow => IsInStep ? Cohort.Shared : Own;

    /// <summary>While in step: what its accounts have more than the cohort's.</summary>
    public Accounts Offset { get; set; }

    /// <summary>While in step: the first live sequence it got; 0 = none.</summary>
    public ulong FirstSequence { get; set; }

    /// <summary>While in step: the newest live sequence it got; 0 = none.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>
    /// The newest position known at which nothing of it was pending: where it asked to go on while it has not begun to; 0
    /// while it is owed a state.
    /// </summary>
    public ulong CaughtUp => Outflow?.CaughtUp ?? (From.Kind == StartKind.Position ? From.Sequence : 0);

    /// <summary>Whether <see cref="CaughtUp"/> is a position to go on from, which may be 0: one that is owed a state has none.</summary>
    public bool HasPlace => _hasBegun || CaughtUp > 0;

    /// <summary>
    /// Whether as much waits one by one as may, when a tick was refused: what waited in the tick's cell, at most a
    /// quote and a trade, was refused with it.
    /// </summary>
    public bool IsOverItsBudget => Outflow is not { } outflow || outflow.Mailbox.InLine + 2 >= outflow.Mailbox.Pace.Budget;

    /// <summary>Whether delivery is stopped for now.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The change that is being made; null = none.</summary>
    public Change? Changing { get; set; }

    /// <summary>Changes that wait for what is being done; null = none.</summary>
    public Queue<Change>? Changes { get; set; }

    /// <summary>Names asked for that are not known yet; told with the first page.</summary>
    public List<string>? Unknown { get; private set; }

    /// <summary>How many of <see cref="Unknown"/> were told.</summary>
    public int UnknownTold { get; set; }

    /// <summary>The bytes of the server's memory that are taken for the state it is owed, or for what it missed.</summary>
    public long SnapshotTaken => _snapshotTaken + (Recovery?.Taken ?? 0);

    /// <summary>Whether it waits in its owner's round.</summary>
    public bool InRound { get; set; }

    /// <summary>Whether its client was told all of its instruments that were known.</summary>
    public bool IsTold => Stage is SubscriptionStage.Snapshot or SubscriptionStage.Recovering or SubscriptionStage.Live;

    /// <summary>Its accounts as they stood when it ended, before what waited was discarded.</summary>
    public Statement Stood => _final! with { Discarded = _final.Discarded - _waitedAtEnd, Pending = _waitedAtEnd };

    /// <summary>Whether its owner's next send has something of its own outflow to carry.</summary>
    public bool HasWork => Stage switch
    {
        SubscriptionStage.Announcing or SubscriptionStage.Snapshot => true,
        SubscriptionStage.Recovering => Own!.UntoldCount > 0 || (!IsPaused && Recovery!.Holder == RecoveryHolder.Lane),
        SubscriptionStage.Live => Own is { HasWork: true },
        _ => false,
    };

    /// <summary>Begins, now that all instruments known are found: from here on it gets what is new.</summary>
    /// <param name="position">Where the lane stands.</param>
    /// <param name="feeds">The lane's feeds.</param>
    /// <param name="needed">The bytes that its snapshot, or what it missed, needs.</param>
    /// <returns>False, and nothing changed, when there is no memory for that.</returns>
    public bool TryBegin(ulong position, FeedTable feeds, out long needed)
    {
        bool snapshot = From.Kind == StartKind.Snapshot;
        bool recovers = From.Kind is StartKind.Position or StartKind.Time;
        Pace pace = Cohort.Key.Pace;
        needed = snapshot ? SnapshotBurst.CostOf(pace.Kinds, Cohort.Cells, Cohort.Cells)
            : recovers ? Recovery.CostOf(pace, Cohort.Cells, Cohort.Highest, From.Kind == StartKind.Time)
            : 0;
        if (!Cohort.Memory.Budget.TryTake(needed))
        {
            return false;
        }

        if (Own is null)
        {
            Own = new Outflow(Cohort, Cohort.NewMailbox()) { Of = this, IsBeginning = true };
            Own.Mailbox.Paused = IsPaused;
            Own.LookAtStaleness(feeds.AnyTrouble);
            Cohort.Ledger.Open(Own);
        }

        if (recovers)
        {
            Recovery = new Recovery(pace, From, Cohort.Memory.Budget, needed, () => Owner.Signal(SubscriberSignals.Recovered));
            (Own.Recovers, Own.CaughtUp, _liveAfter) = (true, From.Sequence, ulong.MaxValue);
            return true;
        }

        _snapshotTaken = needed;
        (Began, Stage, Unknown) = (position, SubscriptionStage.Announcing, Cohort.Unknown);
        if (snapshot)
        {
            _snapshot = new SnapshotBurst(pace.Kinds, Cohort.Cells, feeds, SnapshotShare());
        }
        else
        {
            Own.CaughtUp = position;
        }

        return true;
    }

    /// <summary>It is known where it begins: its instruments are told, then what it missed.</summary>
    public void BeginRecovery()
    {
        (Began, Stage, Unknown) = (Recovery!.Position, SubscriptionStage.Announcing, Cohort.Unknown);
        Own!.CaughtUp = Began;
    }

    /// <summary>What it asked for is not kept: it gets the state now instead, and is told.</summary>
    /// <param name="position">Where the lane stands.</param>
    /// <param name="feeds">The lane's feeds.</param>
    /// <param name="needed">The bytes that its snapshot needs.</param>
    /// <returns>False when there is no memory for that.</returns>
    public bool TryBeginInstead(ulong position, FeedTable feeds, out long needed)
    {
        Lost = (From.Kind == StartKind.Position ? From.Sequence + 1 : null, GapCause.JournalExpired);
        DropRecovery();
        (From, _liveAfter, Own!.CaughtUp) = (StartFrom.Snapshot, 0, 0);
        return TryBegin(position, feeds, out needed);
    }

    /// <summary>Something of what it missed was read, or sent: its accounts are to tell.</summary>
    public void NoteRecovery()
    {
        Recovery past = Recovery!;
        Own!.OfThePast = past.Mailbox.Accounts with { Pending = past.Mailbox.Pending };
        _settledPast = past.Mailbox.Settle(past.Instruments, past.Slots);
        if (!past.Mailbox.HasPending && past.Position > Own.CaughtUp)
        {
            Own.CaughtUp = past.Position;
        }
    }

    /// <summary>All up to where the recovery is has been read: what comes after that is live.</summary>
    public void Attach()
    {
        (Recovery!.IsAttached, _liveAfter) = (true, Recovery.Position);
        Recovery.Mailbox.GiveGapsTo(Own!.Mailbox);
    }

    /// <summary>Counts a tick of a past state that was sent.</summary>
    public void CountState()
    {
        _snapshotSent++;
        Cohort.Ledger.Snapshot(1);
    }

    /// <summary>All that it missed is sent: what follows is live.</summary>
    public void EndRecovery()
    {
        NoteRecovery();
        Own!.CaughtUp = Recovery!.Position;
        Own.Mailbox.Accounts = _settledPast + Own.Mailbox.Accounts;
        DropRecovery();
        (_hasBegun, Stage, Own.IsBeginning) = (true, SubscriptionStage.Live, false);
    }

    /// <summary>An instrument was added to its cohort.</summary>
    public void AddCell()
    {
        Own?.Mailbox.AddCell();
        Recovery?.Grow(Cohort.Cells, Cohort.Highest);
    }

    /// <summary>
    /// Goes over to another cohort, with what waits; tells which instruments are new to it, and their state if it
    /// asked for a snapshot when it began.
    /// </summary>
    /// <param name="cohort">One whose instruments are found.</param>
    /// <param name="unknown">Names newly asked for that are not known.</param>
    /// <param name="position">Where the lane stands.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="feeds">The lane's feeds.</param>
    /// <param name="work">Told what is to be sent.</param>
    /// <param name="isQuiet">Whether its client did not ask for it, so that no answer is due.</param>
    /// <param name="needed">The bytes that it needs more than it has.</param>
    /// <returns>False when there is no memory for that: then it goes on as it was.</returns>
    public bool TryMoveTo(
        Cohort cohort, List<string>? unknown, ulong position, LastValueCache slots, FeedTable feeds, LaneWork work, bool isQuiet, out long needed)
    {
        needed = Outflow!.Mailbox.Held;
        if (IsInStep && !Cohort.TryLeave(this, work))
        {
            return false;
        }

        Move();
        Outflow old = Own!;
        int[] fresh = CellMap.Between(old, cohort, out int[] cellMap);

        // Of what it had already and is only still to be told, no state is owed: all of it is among what waits.
        int[] added = _wantsSnapshot ? [.. fresh.Except(cellMap)] : [];
        if (!TryTake(cohort, added.Length, out needed))
        {
            return false;
        }

        Cohort from = Cohort;
        from.Remove(this, slots);
        Cohort = cohort;
        Own = new Outflow(cohort, cohort.NewMailbox()) { Of = this, IsBeginning = true, Told = cohort.Cells, Untold = fresh.Length == 0 ? null : fresh };
        Own.TakeOver(old, cellMap);
        Own.LookAtStaleness(feeds.AnyTrouble);
        cohort.Ledger.Replace(old, Own);
        old.Mailbox.MoveTo(Own.Mailbox, cellMap, from.Instruments, slots);
        cohort.Add(this);
        _snapshot = added.Length == 0 ? null : new SnapshotBurst(cohort.Key.Pace.Kinds, cohort.Cells, feeds, added, SnapshotShare());
        (Began, Stage, Unknown, UnknownTold) = (isQuiet ? Began : position, SubscriptionStage.Announcing, unknown, 0);
        IsQuiet = isQuiet;
        return true;
    }

    /// <summary>Notes a tick of one of its instruments, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <param name="gap">The record of the feed's gap that came before this tick; 0 = none did.</param>
    /// <returns>False when its budget is spent.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot, ulong gap)
    {
        if (tick.Sequence <= _liveAfter)
        {
            // It comes with what was missed.
            return true;
        }

        _snapshot?.Save(cell, in slot);
        bool taken = Own!.OnTick(cell, in tick, in slot, Owner.SinkBusy, gap);
        if (Owner.SinkBusy && Stage == SubscriptionStage.Live)
        {
            _unmoved.Set(cell, tick.Kind == TickKind.Quote && Own.Mailbox.NeedsNoMore(cell));
        }

        return taken;
    }

    /// <summary>
    /// Whether a quote of a cell, with no word of a gap, need not be noted: its socket takes nothing, and so another only
    /// takes the place of one that waits. A crowd that has stopped reading costs hardly anything then.
    /// </summary>
    public bool IsUnmovedBy(int cell) => _unmoved.Has(cell);

    /// <summary>Its socket takes something again, or what becomes of its ticks is to be other than before: each is noted.</summary>
    public void Move() => _unmoved.Clear();

    /// <summary>All instruments are told: the snapshot follows, if one is owed; otherwise it is live.</summary>
    public void EndAnnouncing()
    {
        (Unknown, IsQuiet) = (null, false);
        Stage = Recovery is null ? SubscriptionStage.Snapshot : SubscriptionStage.Recovering;
    }

    /// <summary>Whether a seam is owed: at the beginning, and after the state of instruments that were added.</summary>
    public bool OwesSeam => !_hasBegun || _snapshot is not null;

    /// <summary>Writes snapshot ticks; true when none is owed any more.</summary>
    public bool FillSnapshot(ref DataMessageWriter writer, LastValueCache slots, InstrumentRegistry instruments)
    {
        if (_snapshot is null)
        {
            return true;
        }

        long before = _snapshot.Sent;
        bool done = _snapshot.Fill(ref writer, Cohort.Instruments, slots, instruments);
        _snapshotSent += _snapshot.Sent - before;
        Cohort.Ledger.Snapshot(_snapshot.Sent - before);
        return done;
    }

    /// <summary>The snapshot is sent: what follows is live.</summary>
    public void EndSnapshot()
    {
        if (_snapshot?.Stale is { } stale)
        {
            Own!.FlaggedStale(stale);
        }

        DropSnapshot();
        Stage = SubscriptionStage.Live;
        Own!.IsBeginning = false;
        if (!_hasBegun)
        {
            (_hasBegun, Own.CaughtUp) = (true, Began);
        }
    }

    /// <summary>Stops or restarts delivery.</summary>
    /// <param name="paused">Whether it stops.</param>
    /// <param name="work">Told what is to be sent.</param>
    /// <returns>False, and nothing changed, when there is no memory for what it would have to keep apart.</returns>
    public bool TryPause(bool paused, LaneWork work)
    {
        if (paused && IsInStep && !Cohort.TryLeave(this, work))
        {
            return false;
        }

        Move();
        IsPaused = paused;
        if (Own is { } own)
        {
            own.Mailbox.Paused = paused;
            work.Attend(this);
        }

        return true;
    }

    /// <summary>What the cohort's accounts come to for this one of those in step.</summary>
    public Accounts Whole(Accounts shared) => (shared + Offset) with { FirstSequence = FirstSequence, LastSequence = LastSequence };

    /// <summary>Its accounts as they stand, in the order of the connection's bytes.</summary>
    public Statement Settle(LastValueCache slots)
    {
        Statement settled = _final ?? SettledAccounts(slots).ToStatement(Id, _snapshotSent);
        return Owner.DigestOf is { } digestOf ? settled with { Sha256 = digestOf(Id) } : settled;
    }

    /// <summary>Ends it: it gets nothing more, what waits is discarded, and its memory is given back.</summary>
    public void End(LastValueCache slots)
    {
        Accounts last = SettledAccounts(slots);
        _waitedAtEnd = last.Pending;
        last = last with { Discarded = last.Discarded + last.Pending, Pending = 0 };
        _final = last.ToStatement(Id, _snapshotSent);
        if (Outflow is { } outflow)
        {
            Accounts before = IsInStep ? Whole(outflow.Mailbox.Accounts) with { Pending = outflow.Mailbox.Pending } : outflow.Standing;
            Cohort.Ledger.End(outflow, before, in last);
        }

        Cohort.Remove(this, slots);
        if (Own is { } own)
        {
            Cohort.Ledger.Close(own);
            own.Mailbox.Discard(Cohort.Instruments, slots);
        }

        DropSnapshot();
        DropRecovery();
        Move();
        (Own, Changing, Changes) = (null, null, null);
        Stage = SubscriptionStage.Ended;
    }

    // For a place in another cohort instead of the one it has, and for the state that is owed there.
    private bool TryTake(Cohort cohort, int owed, out long needed)
    {
        long snapshot = owed == 0 ? 0 : SnapshotBurst.CostOf(cohort.Key.Pace.Kinds, cohort.Cells, owed);
        bool taken = Cohort.Memory.Budget.TryTake(snapshot);
        needed = snapshot;
        if (taken && !cohort.Memory.TryAddMember(Cohort.Memory, out long member))
        {
            Cohort.Memory.Budget.Give(snapshot);
            needed += member;
            return false;
        }

        _snapshotTaken = taken ? snapshot : 0;
        return taken;
    }

    private MemoryShare SnapshotShare() => new(Cohort.Memory.Budget, _snapshotTaken);

    private void DropSnapshot()
    {
        _snapshot?.Clear();
        _snapshot = null;
        Cohort.Memory.Budget.Give(_snapshotTaken);
        _snapshotTaken = 0;
    }

    private void DropRecovery()
    {
        Recovery?.End();
        Recovery = null;
        _settledPast = default;
        if (Own is { } own)
        {
            (own.Recovers, own.OfThePast) = (false, default);
        }
    }

    private Accounts SettledAccounts(LastValueCache slots) =>
        IsInStep ? Whole(Cohort.Shared!.Mailbox.Settle(Cohort.Instruments, slots))
        : Own is { } own ? _settledPast + own.Mailbox.Settle(Cohort.Instruments, slots)
        : default;
}
