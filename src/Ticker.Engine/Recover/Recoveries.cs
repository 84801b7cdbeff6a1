using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Engine.Recover;

/// <summary>
/// What subscribers have missed and workers are to read: each recovery waits here at most once, so there are never more
/// than subscriptions. Thread-safe.
/// </summary>
public sealed class Recoveries
{
    /// <summary>As many records as are copied at once.</summary>
    public const int CopySize = 4_096;

    private readonly Queue<(Recovery Recovery, ulong UpTo)> _waiting = new();
    private readonly Lock _lock = new();
    private readonly Past _past;

    /// <summary>Makes an empty one.</summary>
    /// <param name="recent">The newest records.</param>
    /// <param name="kept">What is kept beyond these; null = nothing.</param>
    /// <param name="work">Called when there is something to do for a worker; null = nobody.</param>
    public Recoveries(RecentTicks recent, IPastTicks? kept = null, Action? work = null)
    {
        ArgumentNullException.ThrowIfNull(recent);
        (Recent, _past, Work) = (recent, new Past(recent, kept), work ?? (static () => { }));
    }

    /// <summary>How many recoveries wait for a worker.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    internal RecentTicks Recent { get; }

    internal Action Work { get; set; }

    /// <summary>Does one piece of work, if there is any. For any number of workers at once; may wait for a disk.</summary>
    /// <param name="records">Room for <see cref="CopySize"/> records.</param>
    /// <returns>Whether there was any.</returns>
    public bool TryWork(Tick[] records)
    {
        (Recovery Recovery, ulong UpTo) next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                return false;
            }
        }

        next.Recovery.Work(_past, next.UpTo, records);
        return true;
    }

    /// <summary>Forgets what waits; there are no workers any more, and the subscriptions have ended.</summary>
    internal void Clear()
    {
        // Of one whose subscription has ended nothing is left to do but to give its memory back.
        while (TryWork([]))
        {
        }
    }

    /// <summary>Hands a recovery to a worker.</summary>
    internal void Post(Recovery recovery, ReadOnlySpan<uint> instruments, ulong upTo)
    {
        recovery.Give(instruments);
        lock (_lock)
        {
            _waiting.Enqueue((recovery, upTo));
        }

        Work();
    }
}
