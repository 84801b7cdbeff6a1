using System.IO.Compression;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// The files of a zip archive. Of one whose directory, at its end, is missing or damaged, the first file is still read, as far as
/// it goes. Stateless.
/// </summary>
internal static class ZipEntries
{
    /// <summary>The most files of an archive that are read at once; each takes a file handle and its buffers.</summary>
    public const int MaxEntries = 256;

    private const string Damaged = "the zip archive is damaged or ends too early";

    /// <summary>The files of an archive by their names, sorted; null where it is no archive.</summary>
    /// <param name="file">The archive's name.</param>
    /// <param name="open">Gives a seekable stream of it, each time it is called.</param>
    /// <exception cref="RecordingFormatException">It is an archive, but cannot be opened, or holds nothing.</exception>
    public static IReadOnlyList<(string Name, Func<PackedStream> Open)>? In(string file, Func<Stream> open)
    {
        using Stream stored = open();
        Span<byte> head = stackalloc byte[4];
        int length = stored.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!head[..length].SequenceEqual("PK\u0003\u0004"u8) && !head[..length].SequenceEqual("PK\u0005\u0006"u8))
        {
            return null;
        }

        stored.Position = 0;
        if (TryListNames(stored) is not { } names)
        {
            string first = CutZip.FirstName(stored) ?? throw new RecordingFormatException(file, Damaged);
            return [(Printable(first), () => CutZip.OpenFirst(open()))];
        }

        (string Name, Func<PackedStream> Open)[] files =
        [
            .. names.Index().Where(entry => !entry.Item.EndsWith('/')).OrderBy(entry => entry.Item, StringComparer.Ordinal)
                .Select(entry => (Printable(entry.Item), new Func<PackedStream>(() => Open(file, open(), entry.Index)))),
        ];
        return files.Length switch
        {
            0 => throw new RecordingFormatException(file, "the zip archive holds no file"),
            > MaxEntries => throw new RecordingFormatException(file, $"the zip archive holds {files.Length} files; at most {MaxEntries} are read at once"),
            _ => files,
        };
    }

    private static List<string>? TryListNames(Stream stored)
    {
        try
        {
            using var archive = new ZipArchive(stored, ZipArchiveMode.Read, leaveOpen: true);
            return [.. archive.Entries.Select(entry => entry.FullName)];
        }
        catch (Exception cause) when (IsDamage(cause))
        {
            return null;
        }
    }

    private static PackedStream Open(string file, Stream stored, int index)
    {
        try
        {
            var archive = new ZipArchive(stored, ZipArchiveMode.Read);
            ZipArchiveEntry entry = archive.Entries[index];
            (long packed, long length) = (entry.CompressedLength, Math.Max(1, entry.Length));
            var content = new CheckedEntryStream(entry.Open(), entry.Length, entry.Crc32);
            return new PackedStream(content, archive, true, packed, () => (long)((Int128)content.Given * packed / length));
        }
        catch (Exception cause) when (IsDamage(cause))
        {
            stored.Dispose();
            throw new RecordingFormatException(file, $"{Damaged}: {cause.Message}", cause);
        }
    }

    // What the runtime throws of an archive that contradicts itself: sizes that are none are passed on as arguments.
    private static bool IsDamage(Exception cause) => cause is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException;

    // A name may hold what would move the cursor of whoever reads a message.
    private static string Printable(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));
}
