using System.Runtime.InteropServices;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// One subscription of one connection: its instruments, each with a cell, and its mailbox. Only its lane's thread
/// uses it.
/// </summary>
internal sealed class Subscription
{
    private readonly SubscribeMessage _request;
    private readonly Mailbox _mailbox;
    private SnapshotBurst? _snapshot;
    private Dictionary<ushort, ulong>? _gapsNoted;
    private uint[] _instruments = [];
    private long _snapshotSent;

    public Subscription(Subscriber owner, SubscribeMessage request, InterestSet interest, Pace pace)
    {
        (Owner, Interest, _request) = (owner, interest, request);
        _mailbox = new Mailbox(pace);
        _snapshot = request.From.Kind == StartKind.Snapshot ? new SnapshotBurst(request.Kinds) : null;
    }

    /// <summary>Whose it is.</summary>
    public Subscriber Owner { get; }

    /// <summary>The client's number for it.</summary>
    public int Id => _request.Id;

    /// <summary>What it asks for.</summary>
    public InterestSet Interest { get; }

    /// <summary>How far it has come.</summary>
    public SubscriptionStage Stage { get; private set; }

    /// <summary>The progress of the slices that find, and later forget, its instruments.</summary>
    public int Cursor { get; set; }

    /// <summary>How many instruments it has.</summary>
    public int Cells { get; private set; }

    /// <summary>The place of each cell in the interest table.</summary>
    public int[] Places { get; private set; } = [];

    /// <summary>The instrument of each cell.</summary>
    public ReadOnlySpan<uint> Instruments => _instruments.AsSpan(0, Cells);

    /// <summary>The position after which its accounts begin.</summary>
    public ulong Began { get; private set; }

    /// <summary>The newest position known at which nothing of it was pending: where a client may resume. 0 before it is live.</summary>
    public ulong CaughtUp { get; private set; }

    /// <summary>How many of its instruments were told.</summary>
    public int Told { get; set; }

    /// <summary>Exact names asked for that are not known yet; told with the first page.</summary>
    public List<string>? Unknown { get; set; }

    /// <summary>How many of <see cref="Unknown"/> were told.</summary>
    public int UnknownTold { get; set; }

    /// <summary>The gaps that are still to be told, from the first to the last; null when there is none.</summary>
    public (ulong From, ulong To)? GapToTell { get; private set; }

    /// <summary>Whether it waits in its owner's round.</summary>
    public bool InRound { get; set; }

    /// <summary>Whether its owner's next send has something of it to carry.</summary>
    public bool HasWork => Stage switch
    {
        SubscriptionStage.Announcing or SubscriptionStage.Snapshot => true,
        SubscriptionStage.Live => _mailbox.HasPending || Told < Cells || GapToTell is not null,
        _ => false,
    };

    /// <summary>Gives it an instrument.</summary>
    /// <param name="instrument">The server's number.</param>
    /// <param name="table">Where its interest is noted.</param>
    public void AddInstrument(uint instrument, InterestTable table)
    {
        if (Cells == _instruments.Length)
        {
            int size = Math.Max(Cells == 0 ? 1 : 8, Cells * 2);
            Array.Resize(ref _instruments, size);
            int[] places = Places;
            Array.Resize(ref places, size);
            Places = places;
        }

        _instruments[Cells] = instrument;
        Places[Cells] = table.Add(instrument, this, Cells);
        Cells++;
        _mailbox.AddCell();
        if (Stage == SubscriptionStage.Resolving)
        {
            // What appears later has no past to be told.
            _snapshot?.Owe();
        }
    }

    /// <summary>Begins, now that all instruments known are found: from here on it gets what is new.</summary>
    public void Begin(ulong position) => (Began, Stage) = (position, SubscriptionStage.Announcing);

    /// <summary>Notes a tick of one of its instruments, before the slot is overwritten with it.</summary>
    /// <returns>False when its budget is spent.</returns>
    public bool OnTick(int cell, in Tick tick, in Slot slot)
    {
        if (Stage is SubscriptionStage.Resolving or SubscriptionStage.Ended)
        {
            return true;
        }

        _snapshot?.Save(cell, in slot);
        if (Stage == SubscriptionStage.Live && !HasWork)
        {
            CaughtUp = tick.Sequence - 1;
        }

        return _mailbox.OnTick(cell, in tick, in slot, Owner.SinkBusy);
    }

    /// <summary>Notes that a gap in a feed came before a tick of one of its instruments: it is told once.</summary>
    public void NoteGap(ushort feed, ulong gap)
    {
        if (Stage is SubscriptionStage.Resolving or SubscriptionStage.Ended)
        {
            return;
        }

        ref ulong noted = ref CollectionsMarshal.GetValueRefOrAddDefault(_gapsNoted ??= [], feed, out bool known);
        if (!known || noted != gap)
        {
            noted = gap;
            GapToTell = GapToTell is var (from, to) ? (Math.Min(from, gap), Math.Max(to, gap)) : (gap, gap);
        }
    }

    /// <summary>The gaps are told.</summary>
    public void GapsTold() => GapToTell = null;

    /// <summary>Begins a data message of it.</summary>
    public DataMessageWriter BeginData(Span<byte> room, WireEncoding encoding) => new(room, encoding, Id, _request.Times);

    /// <summary>All instruments are told: the snapshot follows, if one was asked for.</summary>
    public void EndAnnouncing() => Stage = SubscriptionStage.Snapshot;

    /// <summary>Writes snapshot ticks; true when none is owed any more.</summary>
    public bool FillSnapshot(ref DataMessageWriter writer, LastValueCache slots, InstrumentRegistry instruments)
    {
        if (_snapshot is null)
        {
            return true;
        }

        bool done = _snapshot.Fill(ref writer, Instruments, slots, instruments);
        _snapshotSent = _snapshot.Sent;
        return done;
    }

    /// <summary>The snapshot is sent: what follows is live.</summary>
    public void EndSnapshot()
    {
        _snapshot = null;
        Stage = SubscriptionStage.Live;
        CaughtUp = Began;
    }

    /// <summary>Writes live ticks.</summary>
    public void FillLive(ref DataMessageWriter writer, LastValueCache slots, InstrumentRegistry instruments, long now) =>
        _mailbox.Fill(ref writer, Instruments, slots, instruments, now);

    /// <summary>Notes that the lane has reached a position: caught up to it, if nothing is pending.</summary>
    public void Reached(ulong position)
    {
        if (Stage == SubscriptionStage.Live && !HasWork)
        {
            CaughtUp = position;
        }
    }

    /// <summary>Its accounts as they stand, in the order of the connection's bytes.</summary>
    public Statement Settle(LastValueCache slots) => _mailbox.Settle(Instruments, slots).ToStatement(Id, _snapshotSent);

    /// <summary>Ends it: it gets nothing more, what waits is discarded, and its memory is given back.</summary>
    public void End(LastValueCache slots)
    {
        Stage = SubscriptionStage.Ended;
        Cursor = 0;
        _mailbox.Discard(Instruments, slots);
        _snapshot?.Clear();
        _snapshot = null;
    }
}
