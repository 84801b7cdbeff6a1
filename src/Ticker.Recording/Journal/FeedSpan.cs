using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>What a block holds of one feed: from which to which of the publisher's own sequences.</summary>
[StructLayout(LayoutKind.Explicit, Size = ByteSize)]
internal struct FeedSpan
{
    /// <summary>The bytes of a span.</summary>
    public const int ByteSize = 32;

    /// <summary>The feed's number.</summary>
    [FieldOffset(0)] public ushort Feed;

    /// <summary>The publisher's run.</summary>
    [FieldOffset(8)] public ulong Run;

    /// <summary>The first of the feed's sequences that this block answers for, taken or refused.</summary>
    [FieldOffset(16)] public ulong First;

    /// <summary>The last.</summary>
    [FieldOffset(24)] public ulong Last;
}
