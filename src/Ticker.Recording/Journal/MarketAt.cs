using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Works out the market as of a position: from the last state before it, and the records between.</summary>
internal static class MarketAt
{
    /// <summary>Works it out. Damage on the way is passed over.</summary>
    /// <param name="directory">The recording.</param>
    /// <param name="cursor">Goes through it; left somewhere.</param>
    /// <param name="position">The last record that counts.</param>
    public static MarketBuilder Find(string directory, RecordCursor cursor, StreamPosition position)
    {
        List<RecordingSegment> segments = cursor.Segments;
        int last = Math.Max(0, segments.FindLastIndex(segment => IsUpTo(segment.First with { Sequence = Math.Max(segment.First.Sequence, 1) - 1 }, position)));
        (int from, MarketBuilder builder) = Load(directory, cursor, last);
        cursor.Follower = builder;
        cursor.Enter(from, null);
        while (cursor.NextBlock(skipDamage: true) && IsUpTo(cursor.Segment.First with { Sequence = 0 }, position))
        {
            builder.Position = builder.Position with { Epoch = cursor.Position.Epoch };
            if (!IsUpTo(cursor.Position, position))
            {
                builder.Apply(UpTo(cursor.Scanner.Records, position.Sequence));
                break;
            }

            builder.Apply(cursor.Scanner);
        }

        cursor.Follower = null;
        return builder;
    }

    private static (int Segment, MarketBuilder Builder) Load(string directory, RecordCursor cursor, int last)
    {
        List<RecordingSegment> segments = cursor.Segments;
        for (int n = last; n >= 0; n--)
        {
            if (CheckpointFile.Load(directory, segments[n].Ordinal) is { } builder)
            {
                return (n, builder);
            }
        }

        if (segments[0].Ordinal > 1)
        {
            // There were records before, and no state is kept that has them.
            cursor.Gaps.Insert(0, new RecordingGap(RecordingGapCause.MissingSegment, segments[0].First with { Sequence = 0 }, segments[0].First, segments[0].Name));
        }

        return (0, new MarketBuilder());
    }

    private static ReadOnlySpan<Tick> UpTo(ReadOnlySpan<Tick> records, ulong sequence)
    {
        int count = 0;
        while (count < records.Length && records[count].Sequence <= sequence)
        {
            count++;
        }

        return records[..count];
    }

    private static bool IsUpTo(StreamPosition one, StreamPosition other) =>
        one.Epoch < other.Epoch || (one.Epoch == other.Epoch && one.Sequence <= other.Sequence);
}
