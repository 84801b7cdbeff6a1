using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>Makes the index of a segment anew from its blocks.</summary>
internal static class IndexRebuild
{
    /// <summary>Writes the index; one that is there is replaced.</summary>
    /// <exception cref="IOException">It was not written.</exception>
    public static void Run(string directory, RecordingSegment segment, BlockScanner scanner)
    {
        List<IndexEntry> entries = Scan(segment, scanner);
        using var bytes = new MemoryStream();
        Span<uint> head = [JournalFormat.IndexMagic, JournalFormat.Version, segment.Ordinal, 0];
        bytes.Write(MemoryMarshal.AsBytes(head));
        bytes.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)));
        File.WriteAllBytes(JournalFormat.IndexPath(directory, segment.Ordinal), bytes.ToArray());
    }

    private static List<IndexEntry> Scan(RecordingSegment segment, BlockScanner scanner)
    {
        List<IndexEntry> entries = [];
        (ulong sequence, long time, long indexedUpTo) = (Math.Max(segment.First.Sequence, 1) - 1, segment.Head.TimeBefore, 0);
        scanner.Open(segment.Path, segment.Ordinal);
        while (true)
        {
            long offset = scanner.Offset;
            BlockStatus status = scanner.Read();
            if (status != BlockStatus.Whole)
            {
                if (status == BlockStatus.End || !scanner.FindNext())
                {
                    return entries;
                }

                continue;
            }

            BlockHeader header = scanner.Header;
            if (header.Kind != BlockKind.Head && (header.Kind != BlockKind.Ticks || offset >= indexedUpTo))
            {
                entries.Add(Line(offset, sequence, time, header.Kind));
                indexedUpTo = header.Kind == BlockKind.Ticks ? offset + JournalFormat.IndexStep : indexedUpTo;
            }

            sequence = Math.Max(sequence, header.LastSequence);
            time = header.Kind == BlockKind.Ticks && header.Count > 0 ? Math.Max(time, header.GreatestTime) : time;
        }
    }

    /// <summary>A line with its checksum.</summary>
    private static IndexEntry Line(long offset, ulong sequence, long time, BlockKind kind)
    {
        var entry = new IndexEntry { Offset = offset, SequenceBefore = sequence, TimeBefore = time, Kind = kind };
        entry.Checksum = Checksum.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<IndexEntry>(in entry))[..28]);
        return entry;
    }
}
