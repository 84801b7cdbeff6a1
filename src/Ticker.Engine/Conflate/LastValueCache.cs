using System.Runtime.CompilerServices;

namespace Ticker.Engine.Conflate;

/// <summary>A lane's slots, one an instrument, by the server's instrument number. Only its lane's thread uses it.</summary>
public sealed class LastValueCache
{
    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;

    private Slot[][] _chunks = new Slot[16][];

    /// <summary>The bytes that it takes when it holds instruments up to a number.</summary>
    public static long CostOf(uint highest) => ((highest >> ChunkBits) + 1L) * ((ChunkSize * Unsafe.SizeOf<Slot>()) + (2 * IntPtr.Size));

    /// <summary>The slot of an instrument; made, empty, where there was none. References stay valid for ever.</summary>
    public ref Slot this[uint instrument]
    {
        get
        {
            Slot[][] chunks = _chunks;
            uint chunk = instrument >> ChunkBits;
            if (chunk < (uint)chunks.Length && chunks[chunk] is { } slots)
            {
                return ref slots[instrument & (ChunkSize - 1)];
            }

            return ref Grow(chunk)[instrument & (ChunkSize - 1)];
        }
    }

    private Slot[] Grow(uint chunk)
    {
        if (chunk >= (uint)_chunks.Length)
        {
            Array.Resize(ref _chunks, (int)Math.Max(chunk + 1, (uint)_chunks.Length * 2));
        }

        return _chunks[chunk] ??= new Slot[ChunkSize];
    }
}
