namespace Ticker.Protocol;

/// <summary>Why ticks are missing.</summary>
public enum GapCause
{
    /// <summary>A word that this version does not know.</summary>
    Unknown,

    /// <summary><c>epoch_changed</c>: the position to resume from is of another numbering.</summary>
    EpochChanged,

    /// <summary><c>journal_expired</c>: what was missed is no longer kept.</summary>
    JournalExpired,

    /// <summary><c>feed_gap</c>: the feed's own numbering skipped.</summary>
    FeedGap,

    /// <summary><c>discarded</c>: pending ticks were thrown away.</summary>
    Discarded,

    /// <summary><c>journal_hole</c>: what was missed could not be kept, the disk was full or failing.</summary>
    JournalHole,

    /// <summary><c>journal_damaged</c>: what was missed was kept and cannot be read.</summary>
    JournalDamaged,

    /// <summary>A client's own word, in no message: the server has not reached the position to resume from, or not any more.</summary>
    PositionRefused,

    /// <summary>A client's own word, in no message: the tape of a replay begins anew, since nothing leads back to where it was.</summary>
    TapeRestarted,
}
