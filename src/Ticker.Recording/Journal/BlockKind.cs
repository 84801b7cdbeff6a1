namespace Ticker.Recording.Journal;

/// <summary>What a block holds. The numbers are those of the format.</summary>
internal enum BlockKind : byte
{
    /// <summary>Nothing: no block.</summary>
    None = 0,

    /// <summary>A segment's first block: a <see cref="SegmentHead"/>.</summary>
    Head = 1,

    /// <summary>Definitions of instruments, in the order of their numbers.</summary>
    Instruments = 2,

    /// <summary>Feeds: names, runs, how far each came.</summary>
    Feeds = 3,

    /// <summary>The records of the stream, 64 bytes each.</summary>
    Ticks = 4,

    /// <summary>A segment's last block, when its writer closed it.</summary>
    End = 5,

    /// <summary>A state's first block: a <see cref="CheckpointHead"/>.</summary>
    State = 6,
}
