using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ticker.Engine.Mailboxes;

/// <summary>How large a <see cref="PooledFifo{T}"/> becomes. Thread-safe.</summary>
internal static class FifoSize
{
    /// <summary>The fewest elements that room is made for.</summary>
    public const int Smallest = 16;

    /// <summary>The elements that there is room for where so many wait: powers of two, which is what the shared pool gives.</summary>
    public static long Of(int count) => Math.Max(Smallest, (long)BitOperations.RoundUpToPowerOf2((ulong)count));

    /// <summary>The bytes that it holds when it is full.</summary>
    /// <param name="budget">The most elements that may wait.</param>
    public static long BytesOf<T>(int budget)
        where T : unmanaged => Unsafe.SizeOf<T>() * Of(budget);
}
