using Ticker.Engine.Conflate;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// The market as a lane knows it, and who is interested in what: applies batches, and notes in the mailboxes what
/// changed. Only its lane's thread uses it.
/// </summary>
internal sealed class LaneMarket
{
    private readonly LaneWork _work;
    private readonly FeedDoor _door;
    private readonly Action<Cohort, Instrument> _defined;

    public LaneMarket(InstrumentRegistry instruments, FeedDoor door, LaneWork work)
    {
        (Instruments, _work) = (instruments, work);
        Feeds = new FeedTable(door);
        _door = door;
        _defined = OnDefined;
    }

    public InstrumentRegistry Instruments { get; }

    public FeedTable Feeds { get; private set; }

    public LastValueCache Slots { get; private set; } = new();

    public InterestTable Interests { get; } = new();

    public StandingInterest Standing { get; } = new();

    /// <summary>The cohorts that get ticks.</summary>
    public HashSet<Cohort> Live { get; } = [];

    /// <summary>The position of the last record applied. Written by the lane; any thread may read.</summary>
    public ulong Position => Volatile.Read(ref _position);

    private ulong _position;
    private ulong[] _definedAt = new ulong[256];
    private ulong _lastReplacement;

    /// <summary>The bytes that what is known of instruments takes, if the highest of them has a number.</summary>
    public static long CostOf(uint highest) => LastValueCache.CostOf(highest) + (2 * sizeof(ulong) * (long)highest);

    /// <summary>The highest instrument number whose definition has been seen.</summary>
    public uint HighestInstrument { get; private set; }

    /// <summary>The instrument that a name means at this position, or null: a definition may be registered, but not yet come along the stream.</summary>
    public Instrument? Find(string fullName)
    {
        Instrument? instrument = Instruments.Find(fullName);
        while (instrument is not null && !Slots[instrument.Number].Defined)
        {
            instrument = Instruments.ReplacedBy(instrument);
        }

        return instrument;
    }

    /// <summary>Whether any name has come to mean another instrument since a position.</summary>
    public bool AnyReplacedSince(ulong position) => _lastReplacement > position;

    /// <summary>The instrument whose name an instrument took since a position; null = none, or it was before.</summary>
    public Instrument? ReplacedSince(Instrument instrument, ulong position) =>
        DefinedAt(instrument.Number) > position ? Instruments.ReplacedBy(instrument) : null;

    /// <summary>Whether an instrument is what its name means at this position, or was at any since another.</summary>
    public bool WasCurrentSince(Instrument instrument, ulong position)
    {
        Instrument? one = Find(instrument.FullName);
        while (one is not null && one.Number != instrument.Number)
        {
            one = ReplacedSince(one, position);
        }

        return one is not null && Slots[instrument.Number].Defined;
    }

    /// <summary>The sequence of the record that defined an instrument; it must have come.</summary>
    public ulong DefinedAt(uint instrument) => _definedAt[instrument];

    /// <summary>Forgets all that has happened, instruments and feeds too. Nobody may be interested in any of it.</summary>
    public void Forget() => (Slots, Feeds, HighestInstrument) = (new LastValueCache(), new FeedTable(_door), 0);

    /// <summary>Says where it stands, whatever was applied last.</summary>
    public void StandAt(ulong position) => Volatile.Write(ref _position, position);

    /// <summary>Takes up the market as it stood; before the first batch and the first subscriber.</summary>
    public void Restore(StoredMarket stored)
    {
        foreach (Tick record in stored.Records)
        {
            switch (record.Kind)
            {
                case TickKind.Definition:
                    Define(in record);
                    break;
                case TickKind.FeedState:
                    Feeds.Apply(in record);
                    break;
                default:
                    Apply(in record);
                    break;
            }
        }

        Volatile.Write(ref _position, stored.Sequence);
    }

    /// <summary>Applies every record of a batch, in order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="spent">
    /// Called for each subscription whose budget a tick has spent, when all have been told of that tick: an eviction
    /// ends the subscriber's other subscriptions too, and their accounts are differences of what the slot has counted.
    /// </param>
    public void Apply(TickBatch batch, Action<Subscription> spent)
    {
        foreach (ref readonly Tick tick in batch.Ticks)
        {
            Volatile.Write(ref _position, tick.Sequence);
            switch (tick.Kind)
            {
                case TickKind.Definition:
                    Define(in tick);
                    break;
                case TickKind.FeedState:
                    if (Feeds.Apply(in tick))
                    {
                        LookAtStaleness();
                    }

                    break;
                default:
                    Apply(in tick);
                    if (_work.AnySpent)
                    {
                        _work.TakeSpent(spent);
                    }

                    break;
            }
        }
    }

    private void Apply(in Tick tick)
    {
        ref Slot slot = ref Slots[tick.Instrument];
        if (tick.Feed != slot.Feed || (Feeds.AnyTrouble && Feeds[tick.Feed].IsInTrouble))
        {
            ApplyInDoubt(in tick, ref slot);
        }
        else
        {
            Note(in tick, ref slot);
        }
    }

    // Whose tick may make its instrument fresh, or be stale itself.
    private void ApplyInDoubt(in Tick tick, ref Slot slot)
    {
        bool wasStale = Feeds.IsStale(in slot);
        Feeds.Attribute(ref slot, in tick);
        bool isStale = Feeds.IsStale(in slot);
        if (isStale != wasStale)
        {
            foreach (ref readonly InterestTable.Interest interest in Interests.Of(tick.Instrument))
            {
                LookAtStaleness(interest.Cohort, interest.Cell);
            }
        }

        // The feed says that this one is how things stand. Besides, a client knows by both flags that a tick is of a
        // snapshot of something stale.
        if (isStale && (tick.Flags & TickFlags.Snapshot) == 0)
        {
            Tick stale = tick with { Flags = tick.Flags | TickFlags.Stale };
            Note(in stale, ref slot);
        }
        else
        {
            Note(in tick, ref slot);
        }
    }

    private void Note(in Tick tick, ref Slot slot)
    {
        ulong gap = (tick.Flags & TickFlags.GapBefore) == 0 ? 0 : Feeds[tick.Feed].GapSequence;
        foreach (ref readonly InterestTable.Interest interest in Interests.Of(tick.Instrument))
        {
            interest.Cohort.OnTick(interest.Cell, in tick, in slot, gap, _work);
        }

        slot.Apply(in tick);
    }

    private void LookAtStaleness()
    {
        foreach (Cohort cohort in Live)
        {
            cohort.LookAtStaleness(Feeds.AnyTrouble, _work);
        }
    }

    private void LookAtStaleness(Cohort cohort, int cell)
    {
        if (cohort.IsLive)
        {
            cohort.LookAtStaleness(cell, _work);
        }
    }

    private void Define(in Tick record)
    {
        ref Slot slot = ref Slots[record.Instrument];
        if (!slot.Defined)
        {
            (slot.Defined, slot.Feed, slot.CleanSince) = (true, record.Feed, record.Sequence);
            NoteDefined(in record);
            if (Instruments.ReplacedBy(Instruments[record.Instrument]) is not null)
            {
                _lastReplacement = record.Sequence;
            }

            HighestInstrument = Math.Max(HighestInstrument, record.Instrument);
            Standing.Tell(Instruments[record.Instrument], _defined);
        }
    }

    // Not in the slot, which ticks touch.
    private void NoteDefined(in Tick record)
    {
        if (record.Instrument >= (uint)_definedAt.Length)
        {
            Array.Resize(ref _definedAt, (int)Math.Max(record.Instrument + 1, (uint)_definedAt.Length * 2));
        }

        _definedAt[record.Instrument] = record.Sequence;
    }

    private void OnDefined(Cohort cohort, Instrument instrument)
    {
        if (cohort.HasEnded || (!cohort.IsLive && !HasPassed(cohort, instrument)))
        {
            // What is still being looked through will come upon it.
            return;
        }

        cohort.IsSealed |= Instruments.ReplacedBy(instrument) is not null;
        cohort.AddInstrument(instrument.Number, Interests);
        cohort.Attend(_work);
        if (Feeds.IsStale(in Slots[instrument.Number]))
        {
            LookAtStaleness(cohort, cohort.Cells - 1);
        }
    }

    private static bool HasPassed(Cohort cohort, Instrument instrument)
    {
        int names = cohort.Interest.Exact.Count;
        return cohort.Interest.HasPatterns
            ? cohort.Cursor - names >= instrument.Number
            : cohort.Cursor > cohort.Interest.IndexOf(instrument.FullName);
    }
}
