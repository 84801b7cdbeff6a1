using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>The segments of a directory, by what their first blocks tell: however large they are, little is read.</summary>
internal static class SegmentList
{
    /// <summary>Looks at every segment from an ordinal on, ascending.</summary>
    /// <param name="directory">The recording.</param>
    /// <param name="from">The first ordinal asked for.</param>
    /// <param name="scanner">What reads.</param>
    /// <exception cref="RecordingFormatException">A segment is of a later version of the format.</exception>
    public static List<RecordingSegment> Load(string directory, uint from, BlockScanner scanner)
    {
        List<RecordingSegment> found = [];
        List<uint> ordinals = JournalFormat.Segments(directory);
        foreach (uint ordinal in ordinals.Where(ordinal => ordinal >= from))
        {
            if (TryLoad(directory, ordinal, ordinal == ordinals[^1], found.LastOrDefault(), scanner) is { } segment)
            {
                found.Add(segment);
            }
        }

        TellFromLater(found);
        return found;
    }

    // What the first ones do not say of themselves, the one after them does.
    private static void TellFromLater(List<RecordingSegment> segments)
    {
        for (int n = segments.Count - 2; n >= 0; n--)
        {
            if (segments[n] is { IsHeadless: true, Head.Epoch: 0 } lost)
            {
                long epoch = segments[n + 1].Head.PreviousEpoch;
                segments[n] = lost with { First = lost.First with { Epoch = epoch }, Head = lost.Head with { Epoch = epoch } };
            }
        }
    }

    private static RecordingSegment? TryLoad(string directory, uint ordinal, bool isNewest, RecordingSegment? before, BlockScanner scanner)
    {
        string path = JournalFormat.SegmentPath(directory, ordinal);
        long bytes;
        try
        {
            bytes = scanner.Open(path, ordinal, JournalFormat.HeadLength);
        }
        catch (FileNotFoundException)
        {
            // Deleted meanwhile, because it was too old.
            return null;
        }

        BlockStatus status = scanner.Read();
        if (status == BlockStatus.Whole && scanner.Header.Kind == BlockKind.Head && scanner.Payload.Length >= SegmentHead.ByteSize)
        {
            SegmentHead head = MemoryMarshal.Read<SegmentHead>(scanner.Payload);
            return head.Version == JournalFormat.Version
                ? new RecordingSegment(ordinal, path, bytes, new StreamPosition(head.Epoch, head.FirstSequence), new UnixNanos(head.CreatedAt)) { Head = head }
                : throw new RecordingFormatException(path, 0, $"its format is version {head.Version}; this program reads version {JournalFormat.Version}");
        }

        // The newest may be one that is just being begun, or was when its writer died.
        return isNewest && status is BlockStatus.End or BlockStatus.Torn ? null : Headless(path, ordinal, bytes, before, scanner);
    }

    // What it said of itself is lost; its blocks still say their sequences. The epoch is taken to be that of the segment before, if there is one.
    private static RecordingSegment Headless(string path, uint ordinal, long bytes, RecordingSegment? before, BlockScanner scanner)
    {
        scanner.Open(path, ordinal);
        ulong sequence = scanner.FindNext() && scanner.Read() == BlockStatus.Whole ? scanner.Header.FirstSequence : 0;
        sequence += scanner.Offset > 0 && sequence > 0 && scanner.Header.Kind != BlockKind.Ticks ? 1UL : 0;
        var head = new SegmentHead
        {
            Version = JournalFormat.Version,
            Ordinal = ordinal,
            Epoch = before?.Head.Epoch ?? 0,
            FirstSequence = sequence,
            PreviousEpoch = before?.Head.Epoch ?? 0,
            TimeBefore = before?.Head.TimeBefore ?? long.MinValue,
            Join = SegmentJoin.Next,
        };
        return new RecordingSegment(ordinal, path, bytes, new StreamPosition(head.Epoch, sequence), UnixNanos.None) { Head = head, IsHeadless = true };
    }
}
