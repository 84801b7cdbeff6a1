using System.Buffers;
using System.Runtime.CompilerServices;

namespace Ticker.Engine.Memory;

/// <summary>
/// Arrays for what waits, from the shared pool but for large ones: the pool keeps what it is given for a minute and more,
/// some of each size for each thread, and no budget knows of it. A large one comes of a reader that is far behind or of a
/// very large answer, which are rare enough for the collector. Thread-safe.
/// </summary>
internal static class LentArrays
{
    private const int MostPooledBytes = 1024 * 1024;

    /// <summary>An array whose contents are not cleared.</summary>
    /// <param name="length">A power of two: the pool then gives exactly that.</param>
    public static T[] Rent<T>(int length)
        where T : unmanaged => IsPooled<T>(length) ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);

    /// <summary>Takes an array back, which must not be used afterwards.</summary>
    public static void Return<T>(T[] array)
        where T : unmanaged
    {
        if (IsPooled<T>(array.Length))
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }

    private static bool IsPooled<T>(int length) => (long)Unsafe.SizeOf<T>() * length <= MostPooledBytes;
}
