using System.Numerics;

namespace Ticker.Load.Subscribers;

/// <summary>
/// Counts durations in buckets that are at most 1/32 wide of what they hold, from 1 ns to an hour. Adding costs a few
/// nanoseconds and allocates nothing. Not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    private const int FractionBits = 5;
    private const int Fractions = 1 << FractionBits;

    private readonly long[] _buckets = new long[64 * Fractions];

    public long Count { get; private set; }

    public long MaxNanos { get; private set; }

    /// <summary>How many were below zero: clocks that do not agree. They count as zero.</summary>
    public long Negative { get; private set; }

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

    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, MaxNanos, Negative) = (0, 0, 0);
    }

    /// <summary>The duration that this share of all stays at or below, rounded up to its bucket's end.</summary>
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
