using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Late;

/// <summary>
/// Puts the states of feeds into one order for a reader who follows a journal across restarts: the server counts the
/// changes of a feed's state anew each time it starts, and who is told a lower count takes it for older. For one thread.
/// </summary>
/// <param name="segments">The journal's files, oldest first; may grow.</param>
internal sealed class FeedRuns(IReadOnlyList<RecordingSegment> segments)
{
    // Leaves 2^40 changes for each start, and eight million starts.
    private const int BitsOfCount = 40;

    /// <summary>The same record, with a count that is above all of earlier starts.</summary>
    public Tick Order(in Tick state) =>
        Tick.ForFeedState(state.Feed, state.FeedState, ((long)StartOf(state.Sequence) << BitsOfCount) | state.StateVersion, state.ReceiveTime, state.FeedStateCause) with { Sequence = state.Sequence };

    // The file that was begun at the start, or after a hole, before a record: numbers never go back, not even with a new epoch.
    private uint StartOf(ulong sequence)
    {
        for (int n = segments.Count - 1; n >= 0; n--)
        {
            if (segments[n].Head.Join != SegmentJoin.Next && segments[n].First.Sequence <= sequence)
            {
                return segments[n].Ordinal;
            }
        }

        return 0;
    }
}
