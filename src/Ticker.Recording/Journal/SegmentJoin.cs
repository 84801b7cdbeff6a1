namespace Ticker.Recording.Journal;

/// <summary>How a segment goes on from the one before it. The numbers are those of the format.</summary>
internal enum SegmentJoin : byte
{
    /// <summary>It is the recording's first.</summary>
    First = 0,

    /// <summary>Its first record is the very next one.</summary>
    Next = 1,

    /// <summary>The server was started again between; its first record is the next one of the same epoch.</summary>
    Restart = 2,

    /// <summary>Records between the two were numbered and are not recorded.</summary>
    Hole = 3,

    /// <summary>A new epoch begins; what the old one had after the segment before is not known.</summary>
    Epoch = 4,
}
