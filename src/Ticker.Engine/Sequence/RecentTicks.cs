using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>
/// The newest records, in a ring in memory: what a subscriber has just missed is read from here, without a disk and also
/// where there is no journal. One thread adds; any may read at the same time, without a lock: what is overwritten while
/// it is copied is noticed, and copied again.
/// </summary>
public sealed class RecentTicks : IPastTicks
{
    private readonly Tick[] _ring;
    private readonly ulong _start;
    private long _claimed;
    private long _count;
    private ulong _last;

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">The most records, 64 bytes each; at least 1. Its memory is used as it fills.</param>
    /// <param name="start">The last sequence before it begins.</param>
    public RecentTicks(int capacity, ulong start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _ring = GC.AllocateUninitializedArray<Tick>(capacity);
        (_start, _last) = (start, start);
    }

    /// <summary>The newest sequence that it was given: no lane has come further.</summary>
    public ulong Last => Volatile.Read(ref _last);

    /// <summary>Everything after this sequence is held.</summary>
    public ulong Floor
    {
        get
        {
            while (true)
            {
                long oldest = Oldest(Volatile.Read(ref _count));
                if (oldest == 0)
                {
                    return _start;
                }

                Tick first = _ring[oldest % _ring.Length];
                if (IsUntouched(oldest))
                {
                    return Before(in first);
                }
            }
        }
    }

    /// <summary>Takes records in their order, before any lane gets them. For one thread.</summary>
    public void Add(ReadOnlySpan<Tick> records)
    {
        long count = _count;
        while (!records.IsEmpty)
        {
            int at = (int)(count % _ring.Length);
            int fit = Math.Min(records.Length, _ring.Length - at);
            Volatile.Write(ref _claimed, count + fit);
            Interlocked.MemoryBarrier();
            records[..fit].CopyTo(_ring.AsSpan(at));
            count += fit;
            Volatile.Write(ref _last, records[fit - 1].Sequence);
            Volatile.Write(ref _count, count);
            records = records[fit..];
        }
    }

    /// <inheritdoc/>
    public bool Keeps(ulong after) => after >= Floor;

    /// <inheritdoc/>
    public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
    {
        while (true)
        {
            long count = Volatile.Read(ref _count);
            long oldest = Oldest(count);
            long from = FirstAfter(after, oldest, count);
            int copied = 0;
            for (; copied < records.Length && from + copied < count; copied++)
            {
                ref readonly Tick record = ref _ring[(from + copied) % _ring.Length];
                if (record.Sequence > upTo)
                {
                    break;
                }

                records[copied] = record;
            }

            Tick first = count == 0 ? default : _ring[oldest % _ring.Length];
            if (IsUntouched(oldest))
            {
                ulong floor = oldest == 0 ? _start : Before(in first);
                return new PastRead(copied, floor > after ? Math.Min(floor, upTo) : 0);
            }
        }
    }

    /// <summary>The market as it stood at an instant; null when the ring does not begin at the first record there was.</summary>
    /// <inheritdoc/>
    public PastMoment? Find(UnixNanos time)
    {
        var newest = new Dictionary<(uint Instrument, TickKind Kind), Tick>();
        var records = new Tick[Math.Min(4_096, _ring.Length)];
        ulong position = _start;
        while (_start == 0)
        {
            PastRead read = Read(position, ulong.MaxValue, records);
            if (read.MissingTo > 0)
            {
                return null;
            }

            foreach (ref readonly Tick record in records.AsSpan(0, read.Count))
            {
                if (record.ReceiveTime >= time)
                {
                    return Moment(position, newest);
                }

                position = record.Sequence;
                newest[(record.Instrument, record.Kind)] = record;
            }

            if (read.Count == 0)
            {
                return Moment(position, newest);
            }
        }

        return null;
    }

    private static PastMoment Moment(ulong position, Dictionary<(uint, TickKind), Tick> newest) =>
        new(position, [.. newest.Values.OrderBy(record => record.Sequence)]);

    // A definition of a replayed feed may stand at the number of the tick before it.
    private static ulong Before(in Tick first) => first.Kind >= TickKind.Definition ? first.Sequence : first.Sequence - 1;

    // Not the whole ring: what is about to be overwritten would have to be copied again and again.
    private long Oldest(long count) => Math.Max(0, count - (_ring.Length - (_ring.Length / 16)));

    private bool IsUntouched(long oldest)
    {
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref _claimed) - _ring.Length <= oldest;
    }

    private long FirstAfter(ulong sequence, long low, long high)
    {
        while (low < high)
        {
            long middle = (low + high) / 2;
            (low, high) = _ring[middle % _ring.Length].Sequence <= sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
