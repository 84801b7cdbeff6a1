using Ticker.Recording.Import.Unpacking;

namespace Ticker.Recording.Import;

/// <summary>
/// What a file holds, taken out of what it is packed in (gzip, zstd, zip), with its first bytes at hand to tell its format by.
/// For one thread.
/// </summary>
internal sealed class RecordingContent : IDisposable
{
    /// <summary>The most bytes of <see cref="Head"/>.</summary>
    public const int HeadBytes = 16 * 1024;

    private readonly Func<PackedStream> _open;
    private readonly PackedStream _packed;
    private readonly PeekedStream _stream;

    private RecordingContent(string name, Func<PackedStream> open)
    {
        Name = name;
        _open = open;
        _packed = open();
        try
        {
            _stream = PeekedStream.Unpack(_packed.Content, HeadBytes, out bool packed);
            IsPacked = packed || _packed.IsPacked;
        }
        catch
        {
            _packed.Dispose();
            throw;
        }
    }

    /// <summary>The file's name, for messages; of a file in a zip archive <c>archive.zip/name</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// The unpacked content from its first byte, forward only. It throws <see cref="InvalidDataException"/> where what it is
    /// packed in is damaged or ends too early, after all that could be unpacked, and then again at every further call.
    /// </summary>
    public Stream Stream => _stream;

    /// <summary>The first bytes of the content: all of it, or <see cref="HeadBytes"/>, or as far as it could be unpacked.</summary>
    public ReadOnlySpan<byte> Head => _stream.Head;

    /// <summary>Whether <see cref="Head"/> is all there is.</summary>
    public bool HeadIsAll => _stream.HeadIsAll;

    /// <summary>What is wrong with the packing within the head; null when nothing is.</summary>
    public Exception? Damage => _stream.Damage;

    /// <summary>Whether it was packed in anything.</summary>
    public bool IsPacked { get; }

    /// <summary>How much of <see cref="Length"/> has been read, in bytes as stored.</summary>
    public long BytesRead => _packed.BytesRead;

    /// <summary>The size as it is stored, in bytes.</summary>
    public long Length => _packed.Length;

    /// <summary>Opens what a file holds: one content, or one for each file of a zip archive, in the order of their names.</summary>
    /// <exception cref="RecordingFormatException">It is an archive that cannot be opened.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is none.</exception>
    public static IReadOnlyList<RecordingContent> OpenAll(string path) => OpenAll(path, () => OpenFile(path));

    /// <summary>As <see cref="OpenAll(string)"/>, from what is not a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="open">Gives a seekable stream of the stored bytes, each time it is called.</param>
    public static IReadOnlyList<RecordingContent> OpenAll(string name, Func<Stream> open)
    {
        IReadOnlyList<(string Name, Func<PackedStream> Open)>? entries = ZipEntries.In(name, open);
        if (entries is null)
        {
            return [new RecordingContent(name, () => PackedStream.Plain(open()))];
        }

        List<RecordingContent> contents = [];
        try
        {
            foreach ((string entry, Func<PackedStream> openEntry) in entries)
            {
                contents.Add(new RecordingContent($"{name}/{entry}", openEntry));
            }

            return contents;
        }
        catch
        {
            contents.ForEach(content => content.Dispose());
            throw;
        }
    }

    /// <summary>The same once more, from its first byte, for a second reading.</summary>
    public RecordingContent OpenAgain() => new(Name, _open);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _packed.Dispose();
    }

    // Texts are read twice, and archives from their end.
    private static FileStream OpenFile(string path)
    {
        FileStream file = File.OpenRead(path);
        if (file.CanSeek)
        {
            return file;
        }

        file.Dispose();
        throw new IOException("it is a pipe or a device; a recording is a file, which can be read more than once");
    }
}
