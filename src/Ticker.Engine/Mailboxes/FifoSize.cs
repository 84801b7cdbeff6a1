using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ticker.Engine.Mailboxes;

/// <summary>How large a <see cref="PooledFifo{T}"/> becomes. Thread-safe.</summary>
internal static class FifoSize
{
    /// <summary>The fewest elements that room is made for.</summary>
    public const int Smallest = 16;

    // Below the size from which arrays are among the collector's large objects, whose memory comes back late.
    private const int PieceBytes = 64 * 1024;

    /// <summary>The elements of a piece of which a long line is made: a power of two.</summary>
    public static int PieceOf<T>()
        where T : unmanaged => 1 << BitOperations.Log2((uint)(PieceBytes / Unsafe.SizeOf<T>()));

    /// <summary>The most elements that there is room for where so many wait: a power of two in one piece, or pieces.</summary>
    public static long Of<T>(int count)
        where T : unmanaged
    {
        long piece = PieceOf<T>();

        // The first of many may lie at the end of its piece.
        return count <= piece ? InOnePiece(count) : (((count + piece - 1) / piece) + 1) * piece;
    }

    /// <summary>The elements of the one piece in which so many wait: powers of two, which is what the shared pool gives.</summary>
    public static int InOnePiece(int count) => Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)count));

    /// <summary>The most bytes that it holds while so many wait.</summary>
    /// <param name="budget">The most elements that may wait.</param>
    public static long BytesOf<T>(int budget)
        where T : unmanaged => Unsafe.SizeOf<T>() * Of<T>(budget);
}
