using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// The ticks of a mailbox that go one by one, and what those among them stand for that waited in a cell before. Only
/// its lane's thread uses it.
/// </summary>
internal sealed class OrderedTicks
{
    private readonly PooledFifo<Tick> _ticks;

    // By the sequence of the tick, which is its own; made when the first is needed.
    private PooledFifo<(ulong Sequence, Collapsed Collapsed)>? _standFor;

    public OrderedTicks()
        : this(new PooledFifo<Tick>())
    {
    }

    private OrderedTicks(PooledFifo<Tick> ticks) => _ticks = ticks;

    public int Count => _ticks.Count;

    public ref readonly Tick First => ref _ticks.First;

    /// <summary>Whether any of them may stand for others.</summary>
    public bool StandForOthers => _standFor is { Count: > 0 };

    public Collapsed FirstStandsFor => Of(First.Sequence);

    /// <summary>The bytes it holds at worst.</summary>
    /// <param name="budget">The most ticks that may wait.</param>
    public static long CostOf(int budget)
    {
        // Whatever stands for others was moved here because of one that does not: at most two for each such.
        int collapsed = (int)(budget * 2L / 3);
        return FifoSize.BytesOf<Tick>(budget) + FifoSize.BytesOf<(ulong, Collapsed)>(collapsed);
    }

    /// <summary>Adds a tick. Its owner has seen to it that the budget allows it.</summary>
    public void Add(in Tick tick) => _ticks.TryAdd(in tick, int.MaxValue);

    /// <summary>Adds a tick that may stand for others.</summary>
    public void Add(in Tick tick, in Collapsed collapsed)
    {
        Add(in tick);
        if (collapsed.IsMany)
        {
            (_standFor ??= new()).TryAdd((tick.Sequence, collapsed), int.MaxValue);
        }
    }

    public void RemoveFirst()
    {
        if (StandForOthers && _standFor!.First.Sequence == First.Sequence)
        {
            _standFor.RemoveFirst();
        }

        _ticks.RemoveFirst();
    }

    public void Clear()
    {
        _ticks.Clear();
        _standFor?.Clear();
    }

    public OrderedTicks Clone() => new(_ticks.Clone()) { _standFor = _standFor?.Clone() };

    /// <summary>Moves all but some instruments' ticks behind those of another.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="without">The instruments whose ticks are dropped.</param>
    /// <returns>How many were dropped.</returns>
    public int MoveTo(OrderedTicks target, HashSet<uint> without)
    {
        int dropped = 0;
        for (int i = 0; i < _ticks.Count; i++)
        {
            ref readonly Tick tick = ref _ticks[i];
            Collapsed collapsed = Of(tick.Sequence);
            if (collapsed.IsMany)
            {
                _standFor!.RemoveFirst();
            }

            if (without.Contains(tick.Instrument))
            {
                dropped++;
            }
            else
            {
                target.Add(in tick, in collapsed);
            }
        }

        Clear();
        return dropped;
    }

    private Collapsed Of(ulong sequence) =>
        StandForOthers && _standFor!.First.Sequence == sequence ? _standFor.First.Collapsed : default;
}
