using System.Numerics;

namespace Ticker.Cli.Measuring;

/// <summary>
/// Counts durations in buckets that are at most 1/32 wide of what they hold, from 1 ns to centuries: of a high dynamic range, as
/// Gil Tene's histograms are. Adding costs a few nanoseconds and allocates nothing. Not thread-safe.
/// </summary>
/// <remarks>The load generator in <c>perf</c> compiles this very file.</remarks>
public sealed class LatencyHistogram
{
    private const int FractionBits = 5;
    private const int Fractions = 1 << FractionBits;

    private readonly long[] _buckets = new long[64 * Fractions];

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, exactly, in nanoseconds; 0 = there is none.</summary>
    public long MaxNanos { get; private set; }

    /// <summary>How many were below zero: clocks that do not agree. They count as zero.</summary>
    public long Negative { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="nanos">Nanoseconds.</param>
    public void Add(long nanos)
    {
        if (nanos < 0)
        {
            Negative++;
            nanos = 0;
        }

        _buckets[BucketOf(nanos)]++;
        Count++;
        MaxNanos = Math.Max(MaxNanos, nanos);
    }

    /// <summary>Counts all that another has counted.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int bucket = 0; bucket < _buckets.Length; bucket++)
        {
            _buckets[bucket] += other._buckets[bucket];
        }

        (Count, Negative, MaxNanos) = (Count + other.Count, Negative + other.Negative, Math.Max(MaxNanos, other.MaxNanos));
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, MaxNanos, Negative) = (0, 0, 0);
    }

    /// <summary>The duration that this share of all stays at or below, in nanoseconds, rounded up to its bucket's end.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public long NanosAt(double share)
    {
        long rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int bucket = 0; bucket < _buckets.Length; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= rank && seen > 0)
            {
                return Math.Min(EndOf(bucket), MaxNanos);
            }
        }

        return MaxNanos;
    }

    /// <summary>The buckets that hold any: up to how many nanoseconds, itself included, and how many. Ascending.</summary>
    public IEnumerable<(long UpToNanos, long Count)> Buckets()
    {
        for (int bucket = 0; bucket < _buckets.Length; bucket++)
        {
            if (_buckets[bucket] > 0)
            {
                yield return (EndOf(bucket), _buckets[bucket]);
            }
        }
    }

    private static int BucketOf(long nanos)
    {
        if (nanos < Fractions)
        {
            return (int)nanos;
        }

        int shift = BitOperations.Log2((ulong)nanos) - FractionBits;
        return ((shift + 1) << FractionBits) + (int)((nanos >> shift) & (Fractions - 1));
    }

    private static long EndOf(int bucket)
    {
        if (bucket < Fractions)
        {
            return bucket;
        }

        int shift = (bucket >> FractionBits) - 1;
        return ((long)(Fractions + (bucket & (Fractions - 1)) + 1) << shift) - 1;
    }
}
