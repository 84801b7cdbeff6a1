namespace Ticker.Recording.Import.Iex;

/// <summary>
/// Follows the numbers of the messages: what is missing, what came before, and where the sender began anew. For one thread.
/// </summary>
/// <remarks>
/// A lower number than expected is the sender's new beginning if the session is another, or if the segment was sent after all
/// that came before (the session's name does not always change); else it has been seen, as when both lines of the feed were
/// captured.
/// </remarks>
/// <param name="counts">Where to count.</param>
internal sealed class IexSequence(IexCounts counts)
{
    private bool _begun;
    private uint _session;
    private long _expected;
    private long _sent;

    /// <summary>Rises with every gap.</summary>
    public int Gaps { get; private set; }

    /// <summary>Takes in a segment.</summary>
    /// <returns>How many of its messages have been seen before: the first so many.</returns>
    public int Follow(in IexSegment segment)
    {
        bool anew = _begun && (segment.Session != _session || (segment.First < _expected && segment.SendTime > _sent));
        counts.Restarts += anew ? 1 : 0;
        if (!_begun || anew)
        {
            // A capture may begin anywhere; what a session begins with is number 1.
            Miss(anew ? segment.First - 1 : 0);
            (_begun, _session, _expected, _sent) = (true, segment.Session, segment.First, segment.SendTime);
        }

        Miss(segment.First - _expected);
        int seen = (int)Math.Clamp(_expected - segment.First, 0, segment.Messages);
        counts.Duplicates += seen;
        _expected = Math.Max(_expected, segment.First + segment.Messages);
        _sent = Math.Max(_sent, segment.SendTime);
        return seen;
    }

    /// <summary>Notes a gap of so many messages: not in the feed, or not in the capture.</summary>
    public void Lose(long messages)
    {
        Gaps++;
        counts.Gaps++;
        counts.Missing += messages;
    }

    private void Miss(long messages)
    {
        if (messages > 0)
        {
            Lose(messages);
        }
    }
}
