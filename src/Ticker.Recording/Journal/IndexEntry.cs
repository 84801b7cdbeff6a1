using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>A line of a segment's index: a block, and what came before it.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct IndexEntry
{
    /// <summary>The bytes of a line.</summary>
    public const int ByteSize = 32;

    /// <summary>Where the block stands in its file.</summary>
    [FieldOffset(0)] public long Offset;

    /// <summary>The last sequence before the block.</summary>
    [FieldOffset(8)] public ulong SequenceBefore;

    /// <summary>The greatest receive time of all records before the block, those of earlier segments too.</summary>
    [FieldOffset(16)] public long TimeBefore;

    /// <summary>What the block holds.</summary>
    [FieldOffset(24)] public BlockKind Kind;

    /// <summary>CRC-32C of the line's first 28 bytes.</summary>
    [FieldOffset(28)] public uint Checksum;
}
