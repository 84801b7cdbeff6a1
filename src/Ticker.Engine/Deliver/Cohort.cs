using System.Diagnostics;
using System.Runtime.InteropServices;
using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Subscriptions of one lane that ask for the very same. They share the instruments and their cells; those that keep
/// up also share one outflow, so that a tick is noted once and a message is encoded once for all of them. One that
/// falls behind leaves with a copy of what waits and is apart; it comes back in step when neither it nor the others
/// have anything waiting. Only its lane's thread uses it.
/// </summary>
internal sealed class Cohort
{
    private readonly List<Subscription> _inStep = new(1);
    private readonly List<Subscription> _apart = new(1);
    private uint[] _instruments = [];

    public Cohort(CohortKey key, InterestSet interest, LaneLedger ledger, MemoryBudget memory, ulong since = ulong.MaxValue)
    {
        (Key, Interest, Ledger, Since, IsSealed) = (key, interest, ledger, since, since != ulong.MaxValue);
        Memory = new CohortMemory(memory, key.Pace, interest);
    }

    /// <summary>What its subscriptions have in common.</summary>
    public CohortKey Key { get; }

    /// <summary>What they ask for.</summary>
    public InterestSet Interest { get; }

    /// <summary>
    /// Since which position what its names meant counts too, for one who missed that another took the name;
    /// <see cref="ulong.MaxValue"/> = only what they mean now does.
    /// </summary>
    public ulong Since { get; }

    /// <summary>Counts what becomes of their ticks.</summary>
    public LaneLedger Ledger { get; }

    /// <summary>What it and its members have taken of the server's memory.</summary>
    public CohortMemory Memory { get; }

    /// <summary>Whether its instruments are found, so that it gets ticks.</summary>
    public bool IsLive { get; private set; }

    /// <summary>Whether it has lost its last subscription and is being forgotten.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Whether nobody new may come in: it has an instrument that another of the same name has replaced, which a newer
    /// subscription is not to be told of.
    /// </summary>
    public bool IsSealed { get; set; }

    /// <summary>The progress of the slices that find, and later forget, its instruments.</summary>
    public int Cursor { get; set; }

    /// <summary>How many instruments it has.</summary>
    public int Cells { get; private set; }

    /// <summary>The highest number of any of them; 0 = there is none.</summary>
    public uint Highest { get; private set; }

    /// <summary>The place of each cell in the interest table.</summary>
    public int[] Places { get; private set; } = [];

    /// <summary>The instrument of each cell.</summary>
    public ReadOnlySpan<uint> Instruments => _instruments.AsSpan(0, Cells);

    /// <summary>Exact names asked for that were not known when they were looked for.</summary>
    public List<string>? Unknown { get; set; }

    /// <summary>Changes of subscriptions of other cohorts that wait for this one's instruments to be found.</summary>
    public List<Change> Awaited { get; } = new(0);

    /// <summary>What waits for those in step; null while nobody is.</summary>
    public Outflow? Shared { get; private set; }

    /// <summary>Those that get the shared outflow's bytes.</summary>
    public ReadOnlySpan<Subscription> InStep => CollectionsMarshal.AsSpan(_inStep);

    /// <summary>Those that have an outflow of their own.</summary>
    public ReadOnlySpan<Subscription> Apart => CollectionsMarshal.AsSpan(_apart);

    /// <summary>Whether it stands among those whose shared outflow is to be sent.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether no socket of those in step took anything when it was due: it is due again when one does.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>How many belong to it, or want to.</summary>
    public int Members => _inStep.Count + _apart.Count + Awaited.Count;

    /// <summary>Gives it an instrument; the memory for it is taken in any case, unless it was taken before.</summary>
    /// <param name="instrument">The server's number.</param>
    /// <param name="table">Where its interest is noted.</param>
    public void AddInstrument(uint instrument, InterestTable table)
    {
        Memory.Grow(Cells + 1);
        if (Cells == _instruments.Length)
        {
            int size = CellRoom.Of(Cells + 1);
            Array.Resize(ref _instruments, size);
            int[] places = Places;
            Array.Resize(ref places, size);
            Places = places;
        }

        _instruments[Cells] = instrument;
        Places[Cells] = table.Add(instrument, this, Cells);
        Cells++;
        Highest = Math.Max(Highest, instrument);
        Shared?.Mailbox.AddCell();
        foreach (Subscription subscription in Apart)
        {
            subscription.AddCell();
        }
    }

    /// <summary>Its instruments are found: from here on it gets ticks.</summary>
    public void GoLive()
    {
        Cursor = 0;
        IsLive = true;
    }

    /// <summary>Its last subscription is gone: its interests can be forgotten.</summary>
    public void End()
    {
        Cursor = 0;
        HasEnded = true;
        IsLive = false;
    }

    /// <summary>Notes a tick of one of its instruments, before the slot is overwritten with it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="slot">The slot as it was before this tick.</param>
    /// <param name="gap">The record of the feed's gap that came before this tick; 0 = none did.</param>
    /// <param name="work">Told what is to be sent, and whose budget is spent.</param>
    public void OnTick(int cell, in Tick tick, in Slot slot, ulong gap, LaneWork work)
    {
        if (!IsLive)
        {
            return;
        }

        if (Shared is { } shared)
        {
            bool taken = shared.OnTick(cell, in tick, in slot, IsBlocked, gap);
            work.Noted(this, shared, taken);
        }

        bool isPlain = tick.Kind == TickKind.Quote && (tick.Flags & TickFlags.GapBefore) == 0;
        foreach (Subscription subscription in Apart)
        {
            if (!isPlain || !subscription.IsUnmovedBy(cell))
            {
                bool taken = subscription.OnTick(cell, in tick, in slot, gap);
                work.Noted(subscription, taken);
            }
        }
    }

    /// <summary>All its cells may have become stale, or fresh again.</summary>
    /// <param name="anyMayBeStale">Whether any is stale at all; if not, only what was told matters.</param>
    /// <param name="work">Told what is to be sent.</param>
    public void LookAtStaleness(bool anyMayBeStale, LaneWork work)
    {
        Shared?.LookAtStaleness(anyMayBeStale);
        foreach (Subscription subscription in Apart)
        {
            subscription.Own?.LookAtStaleness(anyMayBeStale);
        }

        Attend(work);
    }

    /// <summary>A cell may have become stale, or fresh again.</summary>
    public void LookAtStaleness(int cell, LaneWork work)
    {
        Shared?.LookAtStaleness(cell);
        foreach (Subscription subscription in Apart)
        {
            subscription.Own?.LookAtStaleness(cell);
        }

        Attend(work);
    }

    /// <summary>Looks whether those in step, or any that is apart, have something to send.</summary>
    public void Attend(LaneWork work)
    {
        if (Shared is { } shared)
        {
            work.Noted(this, shared, taken: true);
        }

        foreach (Subscription subscription in Apart)
        {
            work.Attend(subscription);
        }
    }

    /// <summary>Takes a subscription in, apart from the others, with or without an outflow of its own.</summary>
    public void Add(Subscription subscription)
    {
        subscription.Place = _apart.Count;
        _apart.Add(subscription);
    }

    /// <summary>Lets a subscription go, whichever way it went.</summary>
    public void Remove(Subscription subscription, LastValueCache slots)
    {
        bool inStep = subscription.IsInStep;
        if (inStep)
        {
            Ledger.Count(Shared!);
        }

        Take(inStep ? _inStep : _apart, subscription);
        if (inStep && _inStep.Count == 0)
        {
            Ledger.Close(Shared!);
            Shared!.Mailbox.Discard(Instruments, slots);
            (Shared, IsBlocked) = (null, false);
        }
    }

    /// <summary>Begins a data message, the same for all.</summary>
    public DataMessageWriter BeginData(Span<byte> room) => new(room, Key.Framing.Encoding, Key.Id, Key.Times);

    /// <summary>A mailbox with all its cells and nothing in it.</summary>
    public Mailbox NewMailbox() => new(Key.Pace, Cells, Memory.Budget);

    /// <summary>
    /// Has a subscription that is apart come in step, if neither it nor the others have anything waiting, and nothing
    /// that anyone gets would be other than it had been without.
    /// </summary>
    /// <param name="subscription">One that is apart.</param>
    /// <param name="slots">The lane's slots.</param>
    /// <param name="work">Told what is to be sent.</param>
    /// <returns>Whether it is in step now.</returns>
    public bool TryJoin(Subscription subscription, LastValueCache slots, LaneWork work)
    {
        Outflow own = subscription.Own!;
        if (IsBlocked && _inStep.Count == 1)
        {
            // The only one in step has fallen behind. It needs no copy: what was shared is its own.
            TryLeave(_inStep[0], work);
        }

        if (Shared is { } shared)
        {
            if (own.IsBehind || shared.IsBehind || !own.Mailbox.CanBeReplacedBy(shared.Mailbox) || !StaleTold.AreAlike(own.Stale, shared.Stale))
            {
                return false;
            }

            Ledger.Count(shared);
            Ledger.Close(own);
            shared.ForgetGapsNotToldTo(own);
            subscription.Offset = own.Mailbox.Accounts - shared.Mailbox.Accounts;
            own.Mailbox.Discard(Instruments, slots);
        }
        else
        {
            (Shared, own.Of) = (own, null);
            subscription.Offset = default;
        }

        (subscription.FirstSequence, subscription.LastSequence) = (own.Mailbox.Accounts.FirstSequence, own.Mailbox.Accounts.LastSequence);
        Take(_apart, subscription);
        subscription.Place = _inStep.Count;
        _inStep.Add(subscription);
        subscription.Own = null;
        return true;
    }

    /// <summary>Has a subscription go its own way, with a copy of what waits unless it is the last in step.</summary>
    /// <returns>False, and nothing changed, when there is no memory for the copy.</returns>
    public bool TryLeave(Subscription subscription, LaneWork work)
    {
        Debug.Assert(subscription.IsInStep);
        Outflow shared = Shared!;
        if ((_inStep.Count > 1 ? shared.TryCopy() : shared) is not { } own)
        {
            return false;
        }

        Ledger.Count(shared);
        Take(_inStep, subscription);
        own.Mailbox.Accounts = subscription.Whole(own.Mailbox.Accounts);
        if (own == shared)
        {
            (Shared, IsBlocked) = (null, false);
            own.Counted = own.Standing;
        }
        else
        {
            Ledger.Open(own);
        }

        (subscription.Own, own.Of) = (own, subscription);
        Add(subscription);
        work.Attend(subscription);
        return true;
    }

    private static void Take(List<Subscription> from, Subscription subscription)
    {
        Subscription last = from[^1];
        from[subscription.Place] = last;
        last.Place = subscription.Place;
        from.RemoveAt(from.Count - 1);
    }
}
