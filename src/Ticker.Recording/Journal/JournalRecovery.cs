using System.Globalization;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Looks at what an earlier server left: cuts the torn end, says what is damaged, decides whether the numbering goes on,
/// and works out the market as it stood. Used once, before anything is written.
/// </summary>
internal sealed class JournalRecovery
{
    private readonly Action<JournalNotice> _tell;

    private JournalRecovery(Action<JournalNotice> tell) => _tell = tell;

    /// <summary>Where the numbering goes on, and how the market stood.</summary>
    public StoredMarket Stored { get; private init; } = null!;

    /// <summary>What was recorded last.</summary>
    public StreamPosition Written { get; private init; }

    /// <summary>The newest segment's ordinal; 0 = there is none.</summary>
    public uint Ordinal { get; private init; }

    /// <summary>How the next segment goes on.</summary>
    public SegmentJoin Join { get; private init; }

    /// <summary>What the records come to.</summary>
    public MarketBuilder Market { get; private init; } = new();

    /// <summary>Looks at a journal.</summary>
    /// <param name="directory">Where it is; it exists.</param>
    /// <param name="mark">Its mark.</param>
    /// <param name="bootId">The machine's boot id.</param>
    /// <param name="now">For a new epoch.</param>
    /// <param name="tell">Gets what a person should hear.</param>
    /// <exception cref="IOException">It cannot be read or cut.</exception>
    /// <exception cref="RecordingFormatException">It is of a later version.</exception>
    public static JournalRecovery Run(string directory, in MarkRecord mark, Guid bootId, DateTimeOffset now, Action<JournalNotice> tell)
    {
        long fresh = Math.Max(now.ToUnixTimeMilliseconds(), mark.Epoch + 1);
        var recovery = new JournalRecovery(tell);
        using RecordCursor? cursor = recovery.Open(directory);
        if (cursor is null)
        {
            return new JournalRecovery(tell) { Stored = new StoredMarket { Epoch = fresh, Sequence = mark.HighWater }, Join = SegmentJoin.First };
        }

        RecordingEnd end = cursor.End;
        recovery.MendEnd(cursor);
        recovery.MendIndexes(directory, cursor);
        MarketBuilder market = MarketAt.Find(directory, cursor, end.Position);
        foreach (FeedEntry feed in cursor.Tables.Entries.Values)
        {
            // Where damage took a feed's name, a later table may have it.
            market.Feeds.TryAdd(feed.Number, feed);
        }

        recovery.TellDamage(cursor);
        (long epoch, ulong last, SegmentJoin join) = Decide(end, in mark, bootId, fresh);
        string how = join == SegmentJoin.Epoch ? "a new epoch begins" : "its epoch goes on";
        tell(new JournalNotice(JournalNoticeKind.Opened, string.Create(CultureInfo.InvariantCulture, $"the journal holds records up to {end.Position} in {cursor.Segments.Count} files; {how}, with {epoch}:{last + 1}")));
        return new JournalRecovery(tell)
        {
            Stored = Store(market.ToMarket(), cursor.Tables.Instruments, epoch, last),
            Written = end.Position,
            Ordinal = cursor.Segments[^1].Ordinal,
            Join = join,
            Market = market,
        };
    }

    // A file whose head is not whole was just being begun; nothing is in it.
    private RecordCursor? Open(string directory)
    {
        if (JournalFormat.Segments(directory) is not [.., var newest])
        {
            return null;
        }

        RecordCursor cursor;
        try
        {
            cursor = new RecordCursor(directory, follows: false);
        }
        catch (RecordingFormatException) when (IsUnbegun(directory, newest))
        {
            Drop(directory, newest);
            return null;
        }

        if (cursor.Segments[^1].Ordinal != newest)
        {
            Drop(directory, newest);
        }

        return cursor;
    }

    private static bool IsUnbegun(string directory, uint ordinal) =>
        JournalFormat.Segments(directory).Count == 1 && new FileInfo(JournalFormat.SegmentPath(directory, ordinal)).Length < JournalFormat.HeadLength;

    private void Drop(string directory, uint ordinal)
    {
        string path = JournalFormat.SegmentPath(directory, ordinal);
        _tell(new JournalNotice(JournalNoticeKind.Cut, $"{path} had only been begun, with {new FileInfo(path).Length} bytes; it was deleted"));
        File.Delete(path);
        File.Delete(JournalFormat.IndexPath(directory, ordinal));
    }

    private void MendEnd(RecordCursor cursor)
    {
        RecordingSegment newest = cursor.Segments[^1];
        using var file = File.OpenHandle(newest.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (cursor.End.TornBytes > 0)
        {
            RandomAccess.SetLength(file, cursor.End.Offset);
            _tell(new JournalNotice(JournalNoticeKind.Cut, $"{newest.Path}: the last {cursor.End.TornBytes} bytes, from byte {cursor.End.Offset} on, were not written to their end; they were cut off"));
        }

        // What was found is called durable from now on.
        RandomAccess.FlushToDisk(file);
    }

    private void MendIndexes(string directory, RecordCursor cursor)
    {
        foreach (RecordingSegment segment in cursor.Segments)
        {
            bool isOpen = segment == cursor.Segments[^1] && !cursor.End.IsClosed;
            if (isOpen || !File.Exists(JournalFormat.IndexPath(directory, segment.Ordinal)))
            {
                try
                {
                    IndexRebuild.Run(directory, segment, cursor.Scanner);
                }
                catch (IOException failure)
                {
                    _tell(new JournalNotice(JournalNoticeKind.Trouble, $"the index of {segment.Path} could not be made again", failure));
                }
            }
        }
    }

    private void TellDamage(RecordCursor cursor)
    {
        foreach (RecordingGap gap in cursor.Gaps.Where(gap => gap.Cause == RecordingGapCause.Damage))
        {
            _tell(new JournalNotice(JournalNoticeKind.Damage, $"{gap.File}: {gap.Bytes} bytes from byte {gap.Offset} on are not what was written; records after {gap.After} are missing, the rest is read"));
        }
    }

    // A number that was given must never be given again. That everything that was given is here is certain after a good
    // end, and while the machine has not stopped since: what was written to a file does not go with its process.
    private static (long Epoch, ulong Last, SegmentJoin Join) Decide(RecordingEnd end, in MarkRecord mark, Guid bootId, long fresh)
    {
        (long epoch, ulong written) = (end.Position.Epoch, end.Position.Sequence);
        if (mark.Epoch == epoch && !end.IsDamaged && written <= mark.HighWater)
        {
            if (mark.State == MarkState.Ended && end.IsClosed && mark.Last >= written)
            {
                return (epoch, mark.Last, mark.Last == written ? SegmentJoin.Restart : SegmentJoin.Hole);
            }

            if (mark.State == MarkState.Running && mark.BootId == bootId && bootId != Guid.Empty)
            {
                return (epoch, written, SegmentJoin.Restart);
            }
        }

        return (Math.Max(fresh, epoch + 1), Math.Max(mark.HighWater, written + JournalMark.Step - (written % JournalMark.Step)), SegmentJoin.Epoch);
    }

    private static StoredMarket Store(RecordedMarket market, IReadOnlyList<Instrument> instruments, long epoch, ulong last)
    {
        var ended = market.Records.Where(record => record.Kind == TickKind.FeedState).ToDictionary(record => record.Feed, record => record.FeedState == FeedState.Ended);
        List<StoredFeed> feeds = [];
        foreach (RecordedFeed feed in market.Feeds)
        {
            // What damage took of the names must not shift the numbers.
            while (feeds.Count + 1 < feed.Number)
            {
                feeds.Add(new StoredFeed((ushort)(feeds.Count + 1), $"lost-feed-{feeds.Count + 1}", 0, 0, ulong.MaxValue, HasEnded: true));
            }

            feeds.Add(new StoredFeed(feed.Number, feed.Name, feed.Run, feed.LastSequence, feed.DurableLimit, ended.GetValueOrDefault(feed.Number)));
        }

        return new StoredMarket
        {
            Epoch = epoch,
            Sequence = last,
            Instruments = instruments,
            Feeds = feeds,
            Records = [.. market.Records.Where(record => record.Kind != TickKind.FeedState && record.Instrument - 1 < (uint)instruments.Count && record.Feed <= feeds.Count)],
        };
    }
}
