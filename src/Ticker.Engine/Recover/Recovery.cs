using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Recover;

/// <summary>
/// What one subscription missed, on its way to it: read piece by piece, as its socket takes it, and kept in a mailbox of
/// its own, of which the market is the past's. So it comes out as if the subscription had been there all the time and its
/// socket had taken nothing. Either its lane has it or a worker does, never both.
/// </summary>
/// <remarks>All members are for who has it, but for <see cref="Holder"/>, <see cref="Taken"/> and <see cref="End"/>, which are its lane's.</remarks>
internal sealed class Recovery
{
    /// <summary>As many records as a worker looks at before another recovery has its turn.</summary>
    public const int MostAtOnce = 262_144;

    private const int OrderedRoom = 4_096;
    private const int CollapsingRoom = 1_024;

    // One record may put itself in line, and with it a quote and a trade that waited.
    private const int MostOfRecord = 3;

    private readonly Pace _pace;
    private readonly MemoryBudget _memory;
    private readonly Action _returned;
    private readonly LastValueCache? _slots;
    private readonly Queue<Tick> _state = new();
    private readonly Dictionary<ushort, ulong> _gapRecords = [];
    private UnixNanos? _time;
    private int[] _cellOf = [];
    private uint[] _instruments = [];
    private int _cells;
    private int _holder;
    private ulong _from;

    /// <summary>Takes nothing of the memory: that is done before.</summary>
    /// <param name="pace">The subscription's.</param>
    /// <param name="from">Where it goes on from, or of which instant it wants the state.</param>
    /// <param name="memory">What was taken is given back to it.</param>
    /// <param name="taken">The bytes that were taken.</param>
    /// <param name="returned">Called by a worker that gives it back.</param>
    public Recovery(Pace pace, StartFrom from, MemoryBudget memory, long taken, Action returned)
    {
        (_pace, _memory, Taken, _returned) = (PaceOf(pace), memory, taken, returned);
        Mailbox = new Mailbox(_pace);
        _slots = _pace.Mode == DeliveryMode.All ? null : new LastValueCache();
        (_time, _from) = (from.Kind == StartKind.Time ? from.Time : null, from.Sequence);
        Position = _from;
    }

    /// <summary>What waits to be sent; its cells are those of the subscription.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>The market as it was at <see cref="Position"/>; of what goes in order nothing need be known of it.</summary>
    public LastValueCache Slots => _slots ?? Nothing;

    /// <summary>The instruments of the cells.</summary>
    public ReadOnlySpan<uint> Instruments => _instruments.AsSpan(0, _cells);

    /// <summary>Whether it is found where it begins.</summary>
    public bool IsLocated { get; private set; }

    /// <summary>Whether what is asked for is not kept any more, or never was.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>The last record that was looked at: all before is sent or waits here.</summary>
    public ulong Position { get; private set; }

    /// <summary>The state at its beginning that is still to be sent, oldest first.</summary>
    public Queue<Tick> State => _state;

    /// <summary>Records that are not kept any more and came before what waits; null = none.</summary>
    public PastGap? Missing { get; set; }

    /// <summary>Gaps of feeds that came before what waits, from the first to the last; from 0 = not known where. Null = none.</summary>
    public (ulong From, ulong To)? FeedGap { get; set; }

    /// <summary>Whether everything up to <see cref="Position"/> is in here, and what follows comes live.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Whether there is something to be sent now: what collapses only when nothing is to follow here.</summary>
    public bool HasDue => Missing is not null || FeedGap is not null || _state.Count > 0 || Mailbox.InLine > 0 || (IsAttached && Mailbox.HasPending);

    /// <summary>Who has it.</summary>
    public RecoveryHolder Holder => (RecoveryHolder)Volatile.Read(ref _holder);

    /// <summary>The bytes of the server's memory that are taken for it.</summary>
    public long Taken { get; private set; }

    private static LastValueCache Nothing { get; } = Made();

    private bool HasRoom => Mailbox.InLine + MostOfRecord <= _pace.SureTicks;

    /// <summary>The most bytes that one takes.</summary>
    /// <param name="pace">The subscription's pace.</param>
    /// <param name="cells">How many instruments it has.</param>
    /// <param name="highest">The highest number of any instrument.</param>
    /// <param name="withState">Whether it wants the state of an instant.</param>
    public static long CostOf(Pace pace, int cells, uint highest, bool withState) => RecoveryCost.Of(PaceOf(pace), cells, highest, withState);

    /// <summary>Begins at a position that is known to be kept.</summary>
    public void Locate() => IsLocated = true;

    /// <summary>An instrument was added: the memory that it needs is taken in any case.</summary>
    public void Grow(int cells, uint highest)
    {
        long more = Math.Max(0, RecoveryCost.Of(_pace, cells, highest, _time is not null) - Taken);
        if (!_memory.TryTake(more))
        {
            _memory.Take(more);
        }

        Taken += more;
    }

    /// <summary>Its lane gives it to a worker: now the subscription has these instruments.</summary>
    public void Give(ReadOnlySpan<uint> instruments)
    {
        Know(instruments);
        Volatile.Write(ref _holder, (int)RecoveryHolder.Worker);
    }

    /// <summary>Its lane takes it back from a worker.</summary>
    public void TakeBack() => Volatile.Write(ref _holder, (int)RecoveryHolder.Lane);

    /// <summary>The subscription has ended; the memory is given back when nobody has it any more.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _holder, (int)RecoveryHolder.Nobody) is not ((int)RecoveryHolder.Worker or (int)RecoveryHolder.Nobody))
        {
            Free();
        }
    }

    /// <summary>Does a worker's part: finds where it begins, or reads on.</summary>
    /// <param name="past">Where records are kept.</param>
    /// <param name="upTo">The last record that is wanted.</param>
    /// <param name="records">Room to copy records to.</param>
    public void Work(IPastTicks past, ulong upTo, Span<Tick> records)
    {
        if (Holder == RecoveryHolder.Worker)
        {
            if (!IsLocated)
            {
                Locate(past);
            }
            else
            {
                Read(past, upTo, records, MostAtOnce);
            }
        }

        if (Interlocked.CompareExchange(ref _holder, (int)RecoveryHolder.Back, (int)RecoveryHolder.Worker) == (int)RecoveryHolder.Worker)
        {
            _returned();
        }
        else
        {
            Free();
        }
    }

    /// <summary>Makes the subscription's instruments known.</summary>
    public void Know(ReadOnlySpan<uint> instruments)
    {
        for (; _cells < instruments.Length; _cells++)
        {
            uint instrument = instruments[_cells];
            if (instrument >= (uint)_cellOf.Length)
            {
                Array.Resize(ref _cellOf, RecoveryCost.MapSize(instrument));
            }

            if (_cells == _instruments.Length)
            {
                Array.Resize(ref _instruments, CellRoom.Of(_cells + 1));
            }

            _instruments[_cells] = instrument;
            _cellOf[instrument] = _cells + 1;
            Mailbox.AddCell();
        }
    }

    /// <summary>Reads on, as far as there is room.</summary>
    /// <param name="past">Where records are kept.</param>
    /// <param name="upTo">The last record that is wanted.</param>
    /// <param name="records">Room to copy records to.</param>
    /// <param name="most">About how many records are looked at.</param>
    public void Read(IPastTicks past, ulong upTo, Span<Tick> records, int most)
    {
        while (Position < upTo && HasRoom && most > 0)
        {
            PastRead read = past.Read(Position, upTo, records);
            if (read.MissingTo > Position)
            {
                if (HasDue)
                {
                    // What came before is sent before that is told.
                    return;
                }

                Missing = new PastGap(Position + 1, read.MissingTo, read.Cause);
                Position = read.MissingTo;
            }

            Position = read.Count == 0 ? upTo : TakeAll(records[..read.Count]);
            most -= read.Count;
        }
    }

    // In mode `interval` only what is live keeps the interval.
    private static Pace PaceOf(Pace pace) => pace with
    {
        Mode = pace.Mode == DeliveryMode.All ? DeliveryMode.All : DeliveryMode.Latest,
        FloorMs = 0,
        Interval = 0,
        OnSlowAsked = OnSlow.Evict,
        Budget = int.MaxValue,
        SureTicks = pace.Mode == DeliveryMode.All ? OrderedRoom : CollapsingRoom,
    };

    private void Locate(IPastTicks past)
    {
        IsLocated = true;
        if (_time is not { } time)
        {
            IsExpired = !past.Keeps(_from);
            return;
        }

        PastMoment? moment = past.Find(time);
        IsExpired = moment is null;
        foreach (Tick tick in moment?.State ?? [])
        {
            if (tick.Kind < TickKind.Definition && CellOf(tick.Instrument) >= 0 && (_pace.Kinds & (TickKinds)(1 << (int)tick.Kind)) != 0)
            {
                _state.Enqueue(tick);
            }
        }

        Missing = moment?.Missing;
        Position = _from = moment?.Sequence ?? 0;
    }

    private ulong TakeAll(ReadOnlySpan<Tick> records)
    {
        ulong position = Position;
        foreach (ref readonly Tick record in records)
        {
            if (!HasRoom)
            {
                break;
            }

            position = record.Sequence;
            switch (record.Kind)
            {
                case TickKind.FeedState when record.FeedStateCause == FeedStateCause.Lost:
                    _gapRecords[record.Feed] = record.Sequence;
                    break;
                case < TickKind.Definition when CellOf(record.Instrument) is >= 0 and int cell:
                    Take(in record, cell);
                    break;
            }
        }

        return position;
    }

    private void Take(in Tick tick, int cell)
    {
        if ((tick.Flags & TickFlags.GapBefore) != 0)
        {
            // A gap whose record came before all that was read.
            (ulong first, ulong last) = _gapRecords.TryGetValue(tick.Feed, out ulong record) ? (record, record) : (0, _from);
            FeedGap = FeedGap is var (from, to) ? (Math.Min(from, first), Math.Max(to, last)) : (first, last);
        }

        ref Slot slot = ref Slots[_slots is null ? 0 : tick.Instrument];
        if (!Mailbox.OnTick(cell, in tick, in slot, socketBusy: true))
        {
            throw new InvalidOperationException("a recovery had no room for what it read");
        }

        if (_slots is not null)
        {
            slot.Apply(in tick);
        }
    }

    private int CellOf(uint instrument) => instrument < (uint)_cellOf.Length ? _cellOf[instrument] - 1 : -1;

    // With its one slot, so that any thread may read it.
    private static LastValueCache Made()
    {
        var nothing = new LastValueCache();
        nothing[0] = default;
        return nothing;
    }

    private void Free()
    {
        Mailbox.Discard(Instruments, Slots);
        _state.Clear();
        _memory.Give(Taken);
    }
}
