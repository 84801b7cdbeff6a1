namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Everything that happened to one instrument, in order.</summary>
internal sealed class InstrumentTape(Instrument instrument, ulong defined)
{
    private readonly List<Tick>[] _byKind = [[], [], [], []];
    private readonly List<(ulong Sequence, bool Stale)> _staleness = [(0, false)];

    public Instrument Instrument => instrument;

    public uint Number => instrument.Number;

    /// <summary>The sequence of the record that made it known.</summary>
    public ulong Defined => defined;

    /// <summary>The feed by which it goes.</summary>
    public ushort Feed { get; set; }

    /// <summary>Whether a gap of that feed is open for it.</summary>
    public bool HasGap { get; set; }

    /// <summary>Whether it is stale now.</summary>
    public bool IsStale => _staleness[^1].Stale;

    /// <summary>Its ticks of all kinds, flagged as stale where it was.</summary>
    public List<Tick> All { get; } = [];

    /// <summary>The sequences of ticks that came after a gap, each with the record of the feed's gap.</summary>
    public List<(ulong Sequence, ulong Record)> Gaps { get; } = [];

    public List<Tick> Of(TickKind kind) => _byKind[(int)kind];

    public void Take(in Tick tick, ulong gapRecord)
    {
        All.Add(tick);
        _byKind[(int)tick.Kind].Add(tick);
        if (tick.Flags.HasFlag(TickFlags.GapBefore))
        {
            Gaps.Add((tick.Sequence, gapRecord));
        }
    }

    /// <summary>Writes down whether it is stale from a record on.</summary>
    public void SetStale(bool stale, ulong sequence)
    {
        if (stale != IsStale)
        {
            _staleness.Add((sequence, stale));
        }
    }

    /// <summary>Whether it was stale at a position.</summary>
    public bool WasStaleAt(ulong position) => _staleness.FindLast(change => change.Sequence <= position).Stale;

    /// <summary>Whether it was stale, or fresh, at any position from one up to another.</summary>
    public bool WasEver(bool stale, ulong from, ulong upTo) =>
        WasStaleAt(from) == stale || _staleness.Exists(change => change.Stale == stale && change.Sequence > from && change.Sequence <= upTo);

    /// <summary>The place of the first tick after a sequence.</summary>
    public static int After(List<Tick> ticks, ulong sequence)
    {
        (int low, int high) = (0, ticks.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ticks[middle].Sequence <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>How many ticks of some kinds came after one sequence and up to another.</summary>
    public long Count(TickKinds kinds, ulong after, ulong upTo)
    {
        long count = 0;
        for (TickKind kind = TickKind.Quote; kind <= TickKind.Status; kind++)
        {
            if (kinds.Has(kind) && upTo > after)
            {
                count += After(Of(kind), upTo) - After(Of(kind), after);
            }
        }

        return count;
    }
}
