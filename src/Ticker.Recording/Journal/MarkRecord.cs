using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>What a journal's mark says, little-endian.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct MarkRecord
{
    /// <summary>The bytes of it.</summary>
    public const int ByteSize = 64;

    /// <summary><c>TKM1</c>: 0x314D4B54.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>CRC-32C of the bytes from 8 on.</summary>
    [FieldOffset(4)] public uint Checksum;

    /// <summary>Counts the times it was written; the higher of two counts.</summary>
    [FieldOffset(8)] public ulong Generation;

    /// <summary>The epoch.</summary>
    [FieldOffset(16)] public long Epoch;

    /// <summary>No number above this has been given in any epoch.</summary>
    [FieldOffset(24)] public ulong HighWater;

    /// <summary>When it ended: the last number that was given.</summary>
    [FieldOffset(32)] public ulong Last;

    /// <summary>The machine's boot id.</summary>
    [FieldOffset(40)] public Guid BootId;

    /// <summary>How it stands.</summary>
    [FieldOffset(56)] public MarkState State;
}
