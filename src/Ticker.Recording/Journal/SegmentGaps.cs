using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>What is missing between segments, by what their first blocks tell.</summary>
internal static class SegmentGaps
{
    /// <summary>What is missing right before a segment; null when nothing is.</summary>
    /// <param name="before">The segment before it that is there.</param>
    /// <param name="segment">The segment.</param>
    public static RecordingGap? Between(RecordingSegment before, RecordingSegment segment)
    {
        SegmentHead head = segment.Head;
        var after = new StreamPosition(head.PreviousEpoch, head.PreviousSequence);
        RecordingGapCause? cause =
            segment.Ordinal != before.Ordinal + 1 ? RecordingGapCause.MissingSegment
            : head.Join == SegmentJoin.Hole ? RecordingGapCause.Hole
            : head.Join == SegmentJoin.Epoch ? RecordingGapCause.Epoch
            : null;
        return cause is { } known ? new RecordingGap(known, after, segment.First, segment.Name) : null;
    }

    /// <summary>What is missing between segments.</summary>
    public static IEnumerable<RecordingGap> Between(IReadOnlyList<RecordingSegment> segments)
    {
        for (int n = 1; n < segments.Count; n++)
        {
            if (Between(segments[n - 1], segments[n]) is { } gap)
            {
                yield return gap;
            }
        }
    }
}
