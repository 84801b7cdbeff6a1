namespace Ticker.Recording.Dbn;

/// <summary>The flags of a record with a book or a trade.</summary>
[Flags]
internal enum DbnRecordFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The last record of its event for this instrument.</summary>
    Last = 0x80,

    /// <summary>The venue sent the top of the book, not single orders.</summary>
    TopOfBook = 0x40,

    /// <summary>State as it stood, from a snapshot or a recovery.</summary>
    Snapshot = 0x20,

    /// <summary>The venue sent price levels, not single orders.</summary>
    Mbp = 0x10,

    /// <summary>The receive time is not to be relied on.</summary>
    BadReceiveTime = 0x08,

    /// <summary>The book may be wrong: a gap in the venue's feed is not healed yet.</summary>
    MaybeBadBook = 0x04,
}
