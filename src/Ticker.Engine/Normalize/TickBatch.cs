using System.Diagnostics;
using Ticker.Model;

namespace Ticker.Engine.Normalize;

/// <summary>
/// Up to <see cref="Capacity"/> records of one feed on their way through the stages, counted by reference: the feed
/// fills it, the sequencer numbers it, every lane reads it, and the last to let go returns it to its pool.
/// </summary>
/// <remarks>One thread writes, before it is handed on; afterwards any may read. <see cref="Release"/> is thread-safe.</remarks>
public sealed class TickBatch
{
    /// <summary>The most records in a batch.</summary>
    public const int Capacity = 256;

    private readonly Tick[] _ticks = new Tick[Capacity];
    private readonly TickBatchPool _pool;
    private int _references;

    internal TickBatch(TickBatchPool pool) => _pool = pool;

    /// <summary>How many records it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Whether its records have numbers already, which the sequencer keeps wherever they go on from the last.</summary>
    public bool IsNumbered { get; set; }

    /// <summary>How many more records it can hold.</summary>
    public int Room => Capacity - Count;

    /// <summary>The feed that it comes from; null = it tells of feeds that a session made known.</summary>
    public Feed? Origin { get; private set; }

    /// <summary>The run of <see cref="Origin"/>'s publisher.</summary>
    public ulong RunId { get; private set; }

    /// <summary>The first of the feed's own sequences that this batch stands for, taken or refused; 0 = none.</summary>
    public ulong FirstFeedSequence { get; private set; }

    /// <summary>The last of them.</summary>
    public ulong LastFeedSequence { get; private set; }

    /// <summary>The records, in order.</summary>
    public Span<Tick> Ticks => _ticks.AsSpan(0, Count);

    /// <summary>Appends a record; there must be <see cref="Room"/>.</summary>
    public void Add(in Tick tick) => _ticks[Count++] = tick;

    /// <summary>Appends as many records as there is room for.</summary>
    /// <returns>How many.</returns>
    public int Add(ReadOnlySpan<Tick> ticks)
    {
        int count = Math.Min(ticks.Length, Room);
        ticks[..count].CopyTo(_ticks.AsSpan(Count));
        Count += count;
        return count;
    }

    /// <summary>Says which of a feed's own sequences it stands for.</summary>
    public void ComeFrom(Feed feed, ulong runId, ulong first, ulong last) =>
        (Origin, RunId, FirstFeedSequence, LastFeedSequence) = (feed, runId, first, last);

    /// <summary>Sets how many holders must <see cref="Release"/> it.</summary>
    public void Share(int holders) => Volatile.Write(ref _references, holders);

    /// <summary>Lets go of it; the last holder's call returns it to the pool.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        Debug.Assert(left >= 0, "a batch was released more often than shared");
        if (left == 0)
        {
            _pool.Return(this);
        }
    }

    internal void Clear() => (Count, IsNumbered, Origin, FirstFeedSequence, LastFeedSequence) = (0, false, null, 0, 0);
}
