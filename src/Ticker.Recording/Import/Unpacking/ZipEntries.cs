using System.IO.Compression;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>The files of a zip archive. Stateless.</summary>
internal static class ZipEntries
{
    /// <summary>The most files of an archive that are read at once; each takes a file handle and its buffers.</summary>
    public const int MaxEntries = 256;

    /// <summary>The names of an archive's files, sorted; null where it is no archive.</summary>
    /// <exception cref="RecordingFormatException">It is an archive, but cannot be opened, or holds nothing.</exception>
    public static IReadOnlyList<string>? NamesIn(string file, Func<Stream> open)
    {
        using Stream stored = open();
        Span<byte> head = stackalloc byte[4];
        int length = stored.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!head[..length].SequenceEqual("PK\u0003\u0004"u8) && !head[..length].SequenceEqual("PK\u0005\u0006"u8))
        {
            return null;
        }

        try
        {
            using var archive = new ZipArchive(stored, ZipArchiveMode.Read);
            List<string> names = [.. archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).Select(entry => entry.FullName).Order(StringComparer.Ordinal)];
            return names.Count switch
            {
                0 => throw new RecordingFormatException(file, "the zip archive holds no file"),
                > MaxEntries => throw new RecordingFormatException(file, $"the zip archive holds {names.Count} files; at most {MaxEntries} are read at once"),
                _ => names,
            };
        }
        catch (InvalidDataException cause)
        {
            throw new RecordingFormatException(file, "the zip archive is damaged or ends too early", cause);
        }
    }

    /// <summary>Opens a file of an archive.</summary>
    /// <param name="stored">The archive; disposed with the result.</param>
    /// <param name="name">The file's name in it.</param>
    public static PackedStream Open(Stream stored, string name)
    {
        var archive = new ZipArchive(stored, ZipArchiveMode.Read);
        ZipArchiveEntry entry = archive.GetEntry(name) ?? throw new InvalidDataException($"the archive has no {name} any more");
        var content = new CheckedEntryStream(entry.Open(), entry.Length, entry.Crc32);
        long packed = entry.CompressedLength;
        long length = Math.Max(1, entry.Length);
        return new PackedStream(content, archive, true, packed, () => (long)((Int128)content.Given * packed / length));
    }
}
