using System.Buffers;
using Ticker.Model;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// Ticks that wait one by one, in order, up to a budget. Holds memory only while it holds ticks. Only its lane's
/// thread uses it.
/// </summary>
/// <param name="budget">The most ticks that may wait.</param>
public sealed class TickFifo(int budget)
{
    private const int Smallest = 16;

    private Tick[] _ring = [];
    private int _head;

    /// <summary>How many ticks wait.</summary>
    public int Count { get; private set; }

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly Tick First => ref _ring[_head];

    /// <summary>Adds a tick; false, and nothing added, when the budget is spent.</summary>
    public bool TryAdd(in Tick tick)
    {
        if (Count >= budget)
        {
            return false;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_head + Count) & (_ring.Length - 1)] = tick;
        Count++;
        return true;
    }

    /// <summary>Takes the oldest away; there must be one.</summary>
    public void RemoveFirst()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        if (--Count == 0)
        {
            // The smallest ring is kept: a steady trickle of trades must not go to the pool and back each time.
            if (_ring.Length > Smallest)
            {
                Clear();
            }

            _head = 0;
        }
    }

    /// <summary>Drops all ticks and gives the memory back.</summary>
    public void Clear()
    {
        Tick[] ring = _ring;
        (_ring, _head, Count) = ([], 0, 0);
        Return(ring);
    }

    private static void Return(Tick[] ring)
    {
        if (ring.Length > 0)
        {
            ArrayPool<Tick>.Shared.Return(ring);
        }
    }

    // Powers of two, which is what the shared pool gives, so that the ring wraps with a mask.
    private void Grow()
    {
        Tick[] old = _ring;
        Tick[] ring = ArrayPool<Tick>.Shared.Rent(Math.Max(Smallest, Count * 2));
        for (int i = 0; i < Count; i++)
        {
            ring[i] = old[(_head + i) & (old.Length - 1)];
        }

        (_ring, _head) = (ring, 0);
        Return(old);
    }
}
