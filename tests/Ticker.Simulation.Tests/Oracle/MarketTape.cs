namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Everything that happened, in the order in which it was numbered: what subscriptions are held against.</summary>
internal sealed class MarketTape(InstrumentRegistry registry)
{
    private readonly Dictionary<uint, InstrumentTape> _byNumber = [];
    private readonly Dictionary<string, List<InstrumentTape>> _byName = [];
    private readonly Dictionary<ushort, ulong> _gapRecords = [];
    private readonly StalenessTape _staleness = new();
    private readonly List<UnixNanos> _times = [];

    /// <summary>The last sequence taken.</summary>
    public ulong Last { get; private set; }

    public IEnumerable<InstrumentTape> Instruments => _byNumber.Values;

    public InstrumentTape this[uint number] => _byNumber[number];

    public bool Knows(uint number) => _byNumber.ContainsKey(number);

    /// <summary>Takes what was numbered since.</summary>
    public void Take(List<Tick> records)
    {
        for (int i = (int)Last; i < records.Count; i++)
        {
            Tick record = records[i];
            _times.Add(record.ReceiveTime);
            Promise.Kept(record.Sequence == (ulong)i + 1, $"record {i} has the number {record.Sequence}");
            switch (record.Kind)
            {
                case TickKind.Definition:
                    Define(record);
                    break;
                case TickKind.FeedState:
                    if (record.FeedStateCause == FeedStateCause.Lost)
                    {
                        _gapRecords[record.Feed] = record.Sequence;
                    }

                    _staleness.Change(in record);
                    break;
                default:
                    Promise.Kept(Knows(record.Instrument), $"{record} came before its definition");
                    InstrumentTape its = _byNumber[record.Instrument];
                    bool isStale = _staleness.Take(its, in record) && !record.Flags.HasFlag(TickFlags.Snapshot);
                    its.Take(record with { Flags = record.Flags | (isStale ? TickFlags.Stale : TickFlags.None) }, _gapRecords.GetValueOrDefault(record.Feed));
                    break;
            }
        }

        Last = (ulong)records.Count;
    }

    /// <summary>What a name meant at a position: of several with different scales the newest; null = nothing yet.</summary>
    public InstrumentTape? Find(string name, ulong position) =>
        _byName.GetValueOrDefault(name)?.Where(one => one.Defined <= position).MaxBy(one => one.Number);

    /// <summary>The last record before the first that was received at a time or later.</summary>
    public ulong Before(UnixNanos time) => (ulong)(_times.FindIndex(one => one >= time) is >= 0 and var at ? at : _times.Count);

    private void Define(in Tick record)
    {
        if (_byNumber.ContainsKey(record.Instrument))
        {
            return;
        }

        var tape = new InstrumentTape(registry[record.Instrument], record.Sequence);
        _byNumber.Add(record.Instrument, tape);
        _staleness.Define(tape, record.Feed, record.Sequence);
        if (!_byName.TryGetValue(tape.Instrument.FullName, out List<InstrumentTape>? named))
        {
            _byName[tape.Instrument.FullName] = named = [];
        }

        named.Add(tape);
    }
}
