namespace Ticker.Recording.History;

/// <summary>Why history lacks something.</summary>
public enum HistoryGapCause
{
    /// <summary><c>journal_expired</c>: it is no longer kept.</summary>
    Expired,

    /// <summary><c>epoch_changed</c>: a new numbering begins, or the numbering that was asked for is not known; what the old one had at its very end is not known.</summary>
    EpochChanged,

    /// <summary><c>journal_hole</c>: it could not be written, the disk was full or failing.</summary>
    Hole,

    /// <summary><c>journal_damaged</c>: what was written cannot be read.</summary>
    Damaged,
}
