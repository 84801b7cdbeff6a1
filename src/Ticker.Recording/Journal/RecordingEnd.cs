using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Where a recording ends at present.</summary>
/// <param name="Position">Its last record.</param>
/// <param name="Time">The latest receive time.</param>
/// <param name="Offset">Where the newest segment's last whole block ends; with damage right at its end, where the file ends.</param>
/// <param name="TornBytes">What follows and is no whole block.</param>
/// <param name="IsClosed">Whether the newest segment was closed by its writer.</param>
/// <param name="IsDamaged">Whether its last bytes are damaged.</param>
internal sealed record RecordingEnd(StreamPosition Position, UnixNanos Time, long Offset, long TornBytes, bool IsClosed, bool IsDamaged)
{
    /// <summary>
    /// Finds the end, and reads on the way what the newest segment tells of instruments and feeds: its beginning, what
    /// its index names, and its last blocks.
    /// </summary>
    public static RecordingEnd Find(string directory, IReadOnlyList<RecordingSegment> segments, RecordingTables tables, BlockScanner scanner)
    {
        RecordingSegment newest = segments[^1];
        SegmentIndex index = SegmentIndex.Load(directory, newest.Ordinal);
        scanner.Open(newest.Path, newest.Ordinal, newest.Bytes);
        scanner.Seek(JournalFormat.HeadLength);
        bool whole = TakeTables(scanner, tables);
        foreach (IndexEntry entry in index.Entries)
        {
            if (entry.Kind is BlockKind.Instruments or BlockKind.Feeds && entry.Offset >= scanner.Offset)
            {
                scanner.Seek(entry.Offset);
                if (scanner.Read() == BlockStatus.Whole)
                {
                    tables.Take(scanner);
                }
                else
                {
                    whole = false;
                }
            }
        }

        var last = new IndexEntry { Offset = JournalFormat.HeadLength, SequenceBefore = Math.Max(newest.First.Sequence, 1) - 1, TimeBefore = newest.Head.TimeBefore };
        RecordingEnd end = Scan(newest, index.Entries.IsEmpty ? last : index.Entries[^1], tables, scanner);
        if (!whole && segments.Count > 1)
        {
            TakeOlderTables(segments[^2], tables, scanner);
        }

        return end;
    }

    private static RecordingEnd Scan(RecordingSegment newest, IndexEntry from, RecordingTables tables, BlockScanner scanner)
    {
        (ulong sequence, long time, bool closed) = (from.SequenceBefore, from.TimeBefore, false);
        scanner.Seek(from.Offset);
        BlockStatus status;
        while ((status = scanner.Read()) == BlockStatus.Whole || (status != BlockStatus.End && scanner.FindNext()))
        {
            if (status != BlockStatus.Whole)
            {
                continue;
            }

            ref readonly BlockHeader header = ref scanner.Header;
            sequence = Math.Max(sequence, header.LastSequence);
            time = header.Kind == BlockKind.Ticks && header.Count > 0 ? Math.Max(time, header.GreatestTime) : time;
            closed = header.Kind == BlockKind.End;
            tables.Take(scanner);
        }

        bool damaged = status == BlockStatus.Damaged;
        return new RecordingEnd(
            newest.First with { Sequence = sequence },
            time == long.MinValue ? UnixNanos.None : new UnixNanos(time),
            damaged ? newest.Bytes : scanner.Offset,
            damaged ? 0 : newest.Bytes - scanner.Offset,
            closed,
            damaged);
    }

    private static bool TakeTables(BlockScanner scanner, RecordingTables tables)
    {
        while (true)
        {
            long before = scanner.Offset;
            BlockStatus status = scanner.Read();
            if (status != BlockStatus.Whole || scanner.Header.Kind is not (BlockKind.Instruments or BlockKind.Feeds))
            {
                scanner.Seek(before);
                return status is BlockStatus.Whole or BlockStatus.End;
            }

            tables.Take(scanner);
        }
    }

    // Numbers never change their meaning within a recording, so what an older segment says of one holds.
    private static void TakeOlderTables(RecordingSegment older, RecordingTables newer, BlockScanner scanner)
    {
        var tables = new RecordingTables();
        scanner.Open(older.Path, older.Ordinal);
        scanner.Seek(JournalFormat.HeadLength);
        TakeTables(scanner, tables);
        newer.Complete(tables);
    }
}
