using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>How everything stands at a place of a tape: the newest of each kind of each instrument, and of each feed. For one thread.</summary>
public sealed class TapeStanding
{
    private const int Kinds = 3;

    private readonly Dictionary<ushort, Tick> _feeds = [];
    private readonly Dictionary<ushort, Tick> _gaps = [];
    private Tick[] _newest = [];
    private Tick[] _definitions = [];

    /// <summary>The sequence of the last record; 0 = none.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The latest receive time; 0 = none.</summary>
    public long Time { get; private set; }

    /// <summary>Takes note of the next record.</summary>
    public void Apply(in Tick record)
    {
        Sequence = record.Sequence;
        Time = Math.Max(Time, record.ReceiveTime.Value);
        switch (record.Kind)
        {
            case TickKind.FeedState:
                _feeds[record.Feed] = record;
                if (record.FeedStateCause == FeedStateCause.Lost)
                {
                    _gaps[record.Feed] = record;
                }

                break;
            case TickKind.Definition:
                At(ref _definitions, record.Instrument) = record;
                break;
            default:
                At(ref _newest, (record.Instrument * Kinds) + (uint)record.Kind - 1) = record;
                break;
        }
    }

    /// <summary>What was applied is how everything stood at a record that is not among it.</summary>
    public void StandAt(ulong sequence, long time) => (Sequence, Time) = (sequence, Math.Max(Time, time));

    /// <summary>The records that bring about the same, in the order of their sequences.</summary>
    public IReadOnlyList<Tick> Records()
    {
        var records = new List<Tick>();
        records.AddRange(_feeds.Values);
        records.AddRange(_gaps.Values.Where(gap => _feeds[gap.Feed] != gap));
        records.AddRange(_definitions.Where(record => record.Kind != TickKind.None));
        records.AddRange(_newest.Where(record => record.Kind != TickKind.None));
        CollectionsMarshal.AsSpan(records).Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return records;
    }

    private static ref Tick At(ref Tick[] ticks, uint index)
    {
        if (index >= (uint)ticks.Length)
        {
            Array.Resize(ref ticks, (int)Math.Max(index + 1, Math.Max(64, ticks.Length * 2)));
        }

        return ref ticks[index];
    }
}
