using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>What a segment says of itself in its first block, little-endian.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct SegmentHead
{
    /// <summary>The bytes of it.</summary>
    public const int ByteSize = 128;

    /// <summary><see cref="JournalFormat.Version"/>.</summary>
    [FieldOffset(0)] public uint Version;

    /// <summary>Its ordinal, from 1.</summary>
    [FieldOffset(4)] public uint Ordinal;

    /// <summary>The epoch of every sequence in it.</summary>
    [FieldOffset(8)] public long Epoch;

    /// <summary>The sequence of its first record, if it gets any.</summary>
    [FieldOffset(16)] public ulong FirstSequence;

    /// <summary>When it was made, in nanoseconds since the UNIX epoch.</summary>
    [FieldOffset(24)] public long CreatedAt;

    /// <summary>The machine's boot id, 16 bytes; zero where there is none.</summary>
    [FieldOffset(32)] public Guid BootId;

    /// <summary>The epoch of the segment before; 0 = there was none.</summary>
    [FieldOffset(48)] public long PreviousEpoch;

    /// <summary>The last sequence written in <see cref="PreviousEpoch"/>.</summary>
    [FieldOffset(56)] public ulong PreviousSequence;

    /// <summary>The greatest receive time of all records before; <see cref="long.MinValue"/> = there were none.</summary>
    [FieldOffset(64)] public long TimeBefore;

    /// <summary>How many instruments the blocks right after this one define.</summary>
    [FieldOffset(72)] public uint Instruments;

    /// <summary>How it goes on from the segment before.</summary>
    [FieldOffset(80)] public SegmentJoin Join;
}
