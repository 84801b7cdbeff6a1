using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>How every block begins, little-endian.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct BlockHeader
{
    /// <summary>The bytes of a header.</summary>
    public const int ByteSize = 64;

    /// <summary>Where the checksummed part begins.</summary>
    public const int ChecksumFrom = 8;

    /// <summary><see cref="JournalFormat.BlockMagic"/>.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>CRC-32C of the block's bytes from <see cref="ChecksumFrom"/> to its end.</summary>
    [FieldOffset(4)] public uint Checksum;

    /// <summary>The whole block's bytes.</summary>
    [FieldOffset(8)] public uint Length;

    /// <summary>What it holds.</summary>
    [FieldOffset(12)] public BlockKind Kind;

    /// <summary>How many <see cref="FeedSpan"/> follow the records.</summary>
    [FieldOffset(14)] public ushort FeedSpans;

    /// <summary>Where the block stands in its file.</summary>
    [FieldOffset(16)] public ulong Offset;

    /// <summary>The sequence of its first record; without records, of the last record before it.</summary>
    [FieldOffset(24)] public ulong FirstSequence;

    /// <summary>The sequence of its last record; without records, of the last record before it.</summary>
    [FieldOffset(32)] public ulong LastSequence;

    /// <summary>The least receive time of its records, in nanoseconds since the UNIX epoch; 0 without records.</summary>
    [FieldOffset(40)] public long LeastTime;

    /// <summary>The greatest receive time of its records; 0 without records.</summary>
    [FieldOffset(48)] public long GreatestTime;

    /// <summary>How many records, or entries, it holds.</summary>
    [FieldOffset(56)] public uint Count;

    /// <summary>The ordinal of the segment it belongs to.</summary>
    [FieldOffset(60)] public uint Segment;
}
