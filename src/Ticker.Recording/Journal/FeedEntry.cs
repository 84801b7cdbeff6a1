namespace Ticker.Recording.Journal;

/// <summary>What is known of one feed while a journal is written or followed. For one thread.</summary>
/// <param name="number">Its number.</param>
/// <param name="name">Its name.</param>
internal sealed class FeedEntry(ushort number, string name)
{
    /// <summary>Its number.</summary>
    public ushort Number => number;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its publisher's last run.</summary>
    public ulong Run { get; set; }

    /// <summary>The last of its own sequences in that run.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>Where a hole begins for that run; see <see cref="RecordedFeed.DurableLimit"/>.</summary>
    public ulong DurableLimit { get; set; } = ulong.MaxValue;

    /// <summary>Takes note of what a block answers for.</summary>
    public void Follow(in FeedSpan span)
    {
        // A new run has no hole yet.
        DurableLimit = Run == span.Run ? DurableLimit : ulong.MaxValue;
        (Run, LastSequence) = (span.Run, span.Last);
    }

    /// <summary>As it stands.</summary>
    public RecordedFeed ToRecorded() => new(Number, Name, Run, LastSequence, DurableLimit);
}
