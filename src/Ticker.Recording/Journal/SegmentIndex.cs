using System.Runtime.InteropServices;

namespace Ticker.Recording.Journal;

/// <summary>The index of one segment, as far as it is whole. Immutable.</summary>
internal sealed class SegmentIndex
{
    private const int HeadLength = 16;

    private readonly IndexEntry[] _entries;

    private SegmentIndex(IndexEntry[] entries) => _entries = entries;

    /// <summary>Its lines, in the order of the blocks.</summary>
    public ReadOnlySpan<IndexEntry> Entries => _entries;

    /// <summary>Reads an index; what is missing or damaged makes it shorter, and no more.</summary>
    public static SegmentIndex Load(string directory, uint ordinal)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(JournalFormat.IndexPath(directory, ordinal));
        }
        catch (IOException)
        {
            return new SegmentIndex([]);
        }

        ReadOnlySpan<uint> head = MemoryMarshal.Cast<byte, uint>(bytes);
        if (bytes.Length < HeadLength || head[0] != JournalFormat.IndexMagic || head[1] != JournalFormat.Version || head[2] != ordinal)
        {
            return new SegmentIndex([]);
        }

        ReadOnlySpan<IndexEntry> entries = MemoryMarshal.Cast<byte, IndexEntry>(bytes.AsSpan(HeadLength));
        int whole = 0;
        while (whole < entries.Length && IsWhole(in entries[whole]) && (whole == 0 || entries[whole].Offset > entries[whole - 1].Offset))
        {
            whole++;
        }

        return new SegmentIndex(entries[..whole].ToArray());
    }

    /// <summary>Where to begin to look for the first record after a sequence; null = at the segment's beginning.</summary>
    public IndexEntry? Before(ulong sequence) => Last(entry => entry.SequenceBefore <= sequence);

    /// <summary>Where to begin to look for the first record that was received at a time or later; null = at the segment's beginning.</summary>
    public IndexEntry? Before(long time) => Last(entry => entry.TimeBefore < time);

    // Both figures never go back, so one can halve.
    private IndexEntry? Last(Func<IndexEntry, bool> isBefore)
    {
        (int low, int high) = (0, _entries.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = isBefore(_entries[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : _entries[low - 1];
    }

    private static bool IsWhole(in IndexEntry entry) =>
        Checksum.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<IndexEntry>(in entry))[..28]) == entry.Checksum;
}
