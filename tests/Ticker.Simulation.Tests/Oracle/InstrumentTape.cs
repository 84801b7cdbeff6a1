namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Everything that happened to one instrument, in order.</summary>
internal sealed class InstrumentTape(Instrument instrument, ulong defined)
{
    private readonly List<Tick>[] _byKind = [[], [], [], []];

    public Instrument Instrument => instrument;

    public uint Number => instrument.Number;

    /// <summary>The sequence of the record that made it known.</summary>
    public ulong Defined => defined;

    /// <summary>Its ticks of all kinds.</summary>
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
