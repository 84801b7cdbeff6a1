using Ticker.Model;

namespace Ticker.Synthetic;

/// <summary>
/// The ticks of the one event that is being told. It holds as many as one event can make: it never is full, because the
/// next event is not drawn before the queue is empty. For one thread.
/// </summary>
internal sealed class TickQueue
{
    /// <summary>The most ticks of one event.</summary>
    public const int Capacity = 16;

    private readonly Tick[] _ticks = new Tick[Capacity];
    private int _first;
    private int _count;

    /// <summary>Whether there is none left.</summary>
    public bool IsEmpty => _first == _count;

    /// <summary>Adds one.</summary>
    public void Add(in Tick tick) => _ticks[_count++] = tick;

    /// <summary>Takes the oldest; only when there is one.</summary>
    public ref readonly Tick Take()
    {
        ref readonly Tick tick = ref _ticks[_first++];
        if (IsEmpty)
        {
            _first = _count = 0;
        }

        return ref tick;
    }
}
