using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>A place where history does not hold everything. Immutable.</summary>
/// <param name="Cause">Why.</param>
/// <param name="After">The last position before it.</param>
/// <param name="Next">The first position after it; null where nothing follows yet.</param>
public sealed record HistoryGap(HistoryGapCause Cause, StreamPosition After, StreamPosition? Next)
{
    /// <summary>The cause as it is told, in UTF-8.</summary>
    public ReadOnlySpan<byte> Word => Cause switch
    {
        HistoryGapCause.Expired => "journal_expired"u8,
        HistoryGapCause.EpochChanged => "epoch_changed"u8,
        HistoryGapCause.Hole => "journal_hole"u8,
        _ => "journal_damaged"u8,
    };
}
