using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>What is missing between segments, by what their first blocks tell.</summary>
internal static class SegmentGaps
{
    /// <summary>What is missing right before a segment, with what was missing before that where nothing is kept between; null when nothing is.</summary>
    /// <param name="earlier">What is missing before that; null when nothing is.</param>
    /// <param name="before">The segment before it that is there.</param>
    /// <param name="segment">The segment.</param>
    public static RecordingGap? Between(RecordingGap? earlier, RecordingSegment before, RecordingSegment segment)
    {
        SegmentHead head = segment.Head;
        var after = new StreamPosition(head.PreviousEpoch, head.PreviousSequence);
        RecordingGapCause? cause =
            segment.Ordinal != before.Ordinal + 1 ? RecordingGapCause.MissingSegment
            : head.Join == SegmentJoin.Hole ? RecordingGapCause.Hole
            : head.Join == SegmentJoin.Epoch ? RecordingGapCause.Epoch
            : null;
        return cause is not { } known ? null
            : new RecordingGap(known, IsOne(earlier, after) ? earlier.After : after, segment.First, segment.Name);
    }

    /// <summary>Adds what is missing right before a segment.</summary>
    /// <param name="gaps">What is missing before that; the last of it grows when nothing is kept between.</param>
    /// <param name="before">The segment before it that is there.</param>
    /// <param name="segment">The segment.</param>
    public static void Add(List<RecordingGap> gaps, RecordingSegment before, RecordingSegment segment)
    {
        RecordingGap? earlier = gaps.LastOrDefault();
        if (Between(earlier, before, segment) is not { } gap)
        {
            return;
        }

        if (gap.After == earlier?.After)
        {
            gaps[^1] = gap;
        }
        else
        {
            gaps.Add(gap);
        }
    }

    /// <summary>What is missing between segments.</summary>
    public static List<RecordingGap> Between(IReadOnlyList<RecordingSegment> segments)
    {
        List<RecordingGap> gaps = [];
        for (int n = 1; n < segments.Count; n++)
        {
            Add(gaps, segments[n - 1], segments[n]);
        }

        return gaps;
    }

    // A disk that is all but full takes a segment's head and then no record: the hole goes on behind it.
    private static bool IsOne([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] RecordingGap? earlier, StreamPosition after) =>
        earlier is not null && earlier.Cause != RecordingGapCause.Damage && earlier.Next == after with { Sequence = after.Sequence + 1 };
}
