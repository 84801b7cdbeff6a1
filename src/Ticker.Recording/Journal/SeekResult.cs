namespace Ticker.Recording.Journal;

/// <summary>What became of a search for a position.</summary>
public enum SeekResult
{
    /// <summary>The reader stands right after the position, and everything that followed it is there to be read.</summary>
    Found,

    /// <summary>What followed the position is no longer kept; the reader stands at the first record of that epoch that is.</summary>
    Expired,

    /// <summary>What followed the position at once was never recorded; the reader stands at the first record after it that was.</summary>
    Missing,

    /// <summary>The position has not been reached; the reader stands at the end of that epoch.</summary>
    Ahead,

    /// <summary>No record of that epoch is kept; the reader stands at the first record that is.</summary>
    OtherEpoch,
}
