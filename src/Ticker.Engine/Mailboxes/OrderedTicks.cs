using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// The ticks of a mailbox that go one by one, and what those among them stand for that waited in a cell before. Only
/// its lane's thread uses it.
/// </summary>
internal sealed class OrderedTicks
{
    private readonly MemoryShare _memory;
    private readonly PooledFifo<Tick> _ticks;

    // By the sequence of the tick, which is its own; made when the first is needed.
    private PooledFifo<(ulong Sequence, Collapsed Collapsed)>? _standFor;

    public OrderedTicks(MemoryShare memory)
        : this(memory, new PooledFifo<Tick>(memory))
    {
    }

    private OrderedTicks(MemoryShare memory, PooledFifo<Tick> ticks) => (_memory, _ticks) = (memory, ticks);

    public int Count => _ticks.Count;

    public ref readonly Tick First => ref _ticks.First;

    /// <summary>Whether any of them may stand for others.</summary>
    public bool StandForOthers => _standFor is { Count: > 0 };

    public Collapsed FirstStandsFor => Of(First.Sequence);

    /// <summary>The bytes it holds.</summary>
    public long Held => _ticks.Held + (_standFor?.Held ?? 0);

    /// <summary>Of these, what it has asked for.</summary>
    public long Beyond => _memory.Beyond;

    /// <summary>The bytes that are to be taken for it ahead: of some ticks, and of the least that is needed for what they stand for.</summary>
    /// <param name="pace">How many may wait, and for how many there is memory in any case.</param>
    public static long AllotmentOf(Pace pace) =>
        FifoSize.BytesOf<Tick>(Math.Min(pace.Budget, pace.SureTicks)) + FifoSize.BytesOf<(ulong, Collapsed)>(FifoSize.Smallest);

    /// <summary>Sees to it that ticks can be added; false when there is no memory for them.</summary>
    /// <param name="others">How many that may stand for others.</param>
    /// <param name="alone">How many that stand for themselves alone.</param>
    public bool TryMakeRoom(int others, int alone) =>
        _ticks.TryMakeRoom(others + alone) && (others == 0 || (_standFor ??= new(_memory)).TryMakeRoom(others));

    /// <summary>Adds a tick that may stand for others, for which room was made.</summary>
    /// <exception cref="InvalidOperationException">No room was made.</exception>
    public void Add(in Tick tick, in Collapsed collapsed)
    {
        if (!_ticks.TryAdd(in tick) || (collapsed.IsMany && !(_standFor ??= new(_memory)).TryAdd((tick.Sequence, collapsed))))
        {
            throw new InvalidOperationException("no room was made for a tick");
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

    /// <summary>Takes the ticks of some instruments away.</summary>
    /// <returns>How many went.</returns>
    public int RemoveAll(HashSet<uint> instruments)
    {
        if (StandForOthers)
        {
            var gone = new HashSet<ulong>();
            for (int i = 0; i < _ticks.Count; i++)
            {
                if (instruments.Contains(_ticks[i].Instrument))
                {
                    gone.Add(_ticks[i].Sequence);
                }
            }

            _standFor!.RemoveWhere(one => gone.Contains(one.Sequence));
        }

        return _ticks.RemoveWhere(tick => instruments.Contains(tick.Instrument));
    }

    public void Clear()
    {
        _ticks.Clear();
        _standFor?.Clear();
    }

    /// <summary>The same, apart; null when there is no memory for it.</summary>
    public OrderedTicks? TryClone()
    {
        var share = new MemoryShare(_memory.Budget, _memory.Allotment);
        if (_ticks.TryClone(share) is not { } ticks)
        {
            return null;
        }

        var clone = new OrderedTicks(share, ticks);
        if (_standFor is not null && (clone._standFor = _standFor.TryClone(share)) is null)
        {
            ticks.Clear();
            return null;
        }

        return clone;
    }

    private Collapsed Of(ulong sequence) =>
        StandForOthers && _standFor!.First.Sequence == sequence ? _standFor.First.Collapsed : default;
}
