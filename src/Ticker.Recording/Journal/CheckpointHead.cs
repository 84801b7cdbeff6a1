using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>What a state says of itself in its first block, little-endian.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct CheckpointHead
{
    /// <summary>The bytes of it.</summary>
    public const int ByteSize = 64;

    /// <summary><see cref="JournalFormat.Version"/>.</summary>
    [FieldOffset(0)] public uint Version;

    /// <summary>The ordinal of the segment at whose beginning the market stood so.</summary>
    [FieldOffset(4)] public uint Ordinal;

    /// <summary>The epoch of the last record applied.</summary>
    [FieldOffset(8)] public long Epoch;

    /// <summary>The sequence of that record.</summary>
    [FieldOffset(16)] public ulong Sequence;

    /// <summary>The greatest receive time of all records applied; <see cref="long.MinValue"/> = there were none.</summary>
    [FieldOffset(24)] public long Time;
}
