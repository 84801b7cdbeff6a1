namespace Ticker.Recording.Journal;

/// <summary>What stands at a place of a file.</summary>
internal enum BlockStatus
{
    /// <summary>A block, as its checksum says.</summary>
    Whole,

    /// <summary>Nothing: the file ends here.</summary>
    End,

    /// <summary>The beginning of a block that the file does not hold to its end.</summary>
    Torn,

    /// <summary>Something else, or a block that is not what its checksum says.</summary>
    Damaged,
}
