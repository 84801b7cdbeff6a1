using System.Globalization;

namespace Ticker.Recording.Journal;

/// <summary>The figures and names of the format; <c>FORMAT.md</c> beside this file tells what they mean.</summary>
internal static class JournalFormat
{
    /// <summary>The version that this code writes, and the only one that it reads.</summary>
    public const uint Version = 1;

    /// <summary>How a block begins: <c>TKB1</c>.</summary>
    public const uint BlockMagic = 0x31424B54;

    /// <summary>How an index begins: <c>TKI1</c>.</summary>
    public const uint IndexMagic = 0x31494B54;

    /// <summary>The most bytes of a block.</summary>
    public const int MaxBlock = 64 * 1024;

    /// <summary>Every block begins at, and is as long as, a multiple of this many bytes.</summary>
    public const int Alignment = 32;

    /// <summary>The bytes of a segment's first block.</summary>
    public const int HeadLength = BlockHeader.ByteSize + SegmentHead.ByteSize;

    /// <summary>How far apart the blocks are, at least, that the index names.</summary>
    public const int IndexStep = 32 * 1024;

    private const string Prefix = "segment-";
    private const string SegmentEnding = ".ticks";

    /// <summary>The file of a segment.</summary>
    public static string SegmentPath(string directory, uint ordinal) => PathOf(directory, ordinal, SegmentEnding);

    /// <summary>The index beside a segment.</summary>
    public static string IndexPath(string directory, uint ordinal) => PathOf(directory, ordinal, ".index");

    /// <summary>The state of the market where a segment begins.</summary>
    public static string CheckpointPath(string directory, uint ordinal) => PathOf(directory, ordinal, ".state");

    /// <summary>The ordinals of the segments in a directory, ascending.</summary>
    public static List<uint> Segments(string directory)
    {
        List<uint> found = [];
        foreach (string path in Directory.EnumerateFiles(directory, Prefix + "*" + SegmentEnding))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (uint.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint ordinal) && ordinal > 0)
            {
                found.Add(ordinal);
            }
        }

        found.Sort();
        return found;
    }

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static int Align(int length) => (length + Alignment - 1) & -Alignment;

    private static string PathOf(string directory, uint ordinal, string ending) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ordinal:D8}{ending}"));
}
