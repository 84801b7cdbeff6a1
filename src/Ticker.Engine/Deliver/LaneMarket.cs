using Ticker.Engine.Conflate;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>
/// The market as a lane knows it, and who is interested in what: applies batches, and notes in the mailboxes what
/// changed. Only its lane's thread uses it.
/// </summary>
internal sealed class LaneMarket
{
    private readonly Action<Subscription> _hasWork;
    private readonly Action<Subscription> _overBudget;
    private readonly Action<Subscription, Instrument> _defined;
    private readonly List<Subscription> _spent = [];

    public LaneMarket(InstrumentRegistry instruments, FeedDoor door, Action<Subscription> hasWork, Action<Subscription> overBudget)
    {
        (Instruments, _hasWork, _overBudget) = (instruments, hasWork, overBudget);
        Feeds = new FeedTable(door);
        _defined = OnDefined;
    }

    public InstrumentRegistry Instruments { get; }

    public FeedTable Feeds { get; }

    public LastValueCache Slots { get; } = new();

    public InterestTable Interests { get; } = new();

    public StandingInterest Standing { get; } = new();

    /// <summary>The position of the last record applied. Written by the lane; any thread may read.</summary>
    public ulong Position => Volatile.Read(ref _position);

    private ulong _position;

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

    /// <summary>Whether an instrument is what its name means at this position.</summary>
    public bool IsCurrent(Instrument instrument) => Slots[instrument.Number].Defined && Find(instrument.FullName)?.Number == instrument.Number;

    /// <summary>Applies every record of a batch, in order.</summary>
    public void Apply(TickBatch batch)
    {
        foreach (ref readonly Tick tick in batch.Ticks)
        {
            Volatile.Write(ref _position, tick.Sequence);
            switch (tick.Kind)
            {
                case TickKind.Definition:
                    Define(tick.Instrument);
                    break;
                case TickKind.FeedState:
                    Feeds.Apply(in tick);
                    break;
                default:
                    Apply(in tick);
                    break;
            }
        }
    }

    private void Apply(in Tick tick)
    {
        ref Slot slot = ref Slots[tick.Instrument];
        foreach (InterestTable.Interest interest in Interests.Of(tick.Instrument))
        {
            Subscription subscription = interest.Subscription;
            bool taken = subscription.OnTick(interest.Cell, in tick, in slot);
            if ((tick.Flags & TickFlags.GapBefore) != 0)
            {
                // Of whatever kind this tick is: what is missing may have been of any.
                subscription.NoteGap(tick.Feed, Feeds[tick.Feed].GapSequence);
            }

            if (!taken)
            {
                _spent.Add(subscription);
            }
            else if (!subscription.InRound && subscription.HasWork)
            {
                _hasWork(subscription);
            }
        }

        slot.Apply(in tick);
        if (_spent.Count > 0)
        {
            EvictSpent();
        }
    }

    // After the slot has changed: an eviction ends the subscriber's other subscriptions too, and their accounts are
    // differences of what the slot has counted.
    private void EvictSpent()
    {
        foreach (Subscription subscription in _spent)
        {
            _overBudget(subscription);
        }

        _spent.Clear();
    }

    private void Define(uint number)
    {
        ref Slot slot = ref Slots[number];
        if (!slot.Defined)
        {
            slot.Defined = true;
            HighestInstrument = Math.Max(HighestInstrument, number);
            Standing.Tell(Instruments[number], _defined);
        }
    }

    private void OnDefined(Subscription subscription, Instrument instrument)
    {
        if (subscription.Stage == SubscriptionStage.Ended || (subscription.Stage == SubscriptionStage.Resolving && !HasPassed(subscription, instrument)))
        {
            // What is still being looked through will come upon it.
            return;
        }

        subscription.AddInstrument(instrument.Number, Interests);
        if (!subscription.InRound && subscription.HasWork)
        {
            _hasWork(subscription);
        }
    }

    private static bool HasPassed(Subscription subscription, Instrument instrument)
    {
        int names = subscription.Interest.Exact.Count;
        return subscription.Interest.HasPatterns
            ? subscription.Cursor - names >= instrument.Number
            : subscription.Cursor > subscription.Interest.IndexOf(instrument.FullName);
    }
}
