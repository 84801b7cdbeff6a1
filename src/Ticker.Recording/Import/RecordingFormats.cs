using System.Text;
using Ticker.Recording.Import.Binance;
using Ticker.Recording.Import.Csv;
using Ticker.Recording.Import.Dbn;
using Ticker.Recording.Import.Iex;
using Ticker.Recording.Import.Lean;
using Ticker.Recording.Import.Tardis;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Import;

/// <summary>
/// Opens a recording of any format that is known: the one place that looks at what a file is. It goes by content, whatever the
/// file is called and however it is packed. Stateless; any thread.
/// </summary>
public static class RecordingFormats
{
    // Asked in this order: the sure ones, which begin with a mark of their own, come before those that are told by their look.
    private static readonly IRecordingFormat[] Formats =
    [
        new DbnFileFormat(), new IexFileFormat(), new BinanceRawFormat(), new TardisFormat(), new BinancePublicFormat(), new LeanFormat(), new CsvFormat(),
    ];

    /// <summary>What the known formats are called.</summary>
    public static IReadOnlyList<string> Names => [.. Formats.Select(format => format.Name)];

    /// <summary>
    /// Opens a file, or a recording, which is a directory. Of a zip archive, all files as one, in the order of their ticks' times.
    /// </summary>
    /// <param name="path">The file or the recording's directory.</param>
    /// <param name="opening">What is known better than the file; null = nothing.</param>
    /// <returns>A reader, which the caller disposes. A packed file without content gives one without instruments and ticks.</returns>
    /// <exception cref="RecordingFormatException">It is empty, of no known format, or damaged before its first tick.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory without a recording.</exception>
    /// <exception cref="OperationCanceledException">The opening was cancelled.</exception>
    public static IRecordingReader Open(string path, RecordingOpening? opening = null) =>
        RecordingReader.IsRecording(path) ? RecordingReader.Open(path) : Open(RecordingContent.OpenAll(path), opening ?? new RecordingOpening());

    /// <summary>As <see cref="Open(string, RecordingOpening?)"/>, from what is not a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="open">Gives a seekable stream of the stored bytes, each time it is called.</param>
    /// <param name="opening">What is known better than the file; null = nothing.</param>
    internal static IRecordingReader Open(string name, Func<Stream> open, RecordingOpening? opening = null) =>
        Open(RecordingContent.OpenAll(name, open), opening ?? new RecordingOpening());

    private static IRecordingReader Open(IReadOnlyList<RecordingContent> contents, RecordingOpening opening)
    {
        List<IRecordingReader> readers = [];
        try
        {
            foreach (RecordingContent content in contents)
            {
                readers.Add(Open(content, opening));
            }

            return readers.Count == 1 ? readers[0] : new MergedRecording(readers);
        }
        catch
        {
            // Those that became readers are disposed with them, the others here; both bear it twice.
            readers.ForEach(reader => reader.Dispose());
            foreach (RecordingContent content in contents)
            {
                content.Dispose();
            }

            throw;
        }
    }

    private static IRecordingReader Open(RecordingContent content, RecordingOpening opening)
    {
        if (content.Head.IsEmpty && content.HeadIsAll)
        {
            return content.IsPacked ? Nothing(content) : throw new RecordingFormatException(content.Name, "the file is empty");
        }

        // Of what is cut before its first byte nothing can be told.
        IRecordingFormat? format = content.Head.IsEmpty ? null : Array.Find(Formats, format => format.Recognizes(content));
        if (format is not null)
        {
            return format.Open(content, opening);
        }

        if (content.Damage is not null)
        {
            throw new RecordingFormatException(content.Name, $"what it is packed in is damaged or ends too early: {content.Damage.Message}", content.Damage);
        }

        throw new RecordingFormatException(content.Name, $"{Seen(content.Head)}; a recording is one of: {string.Join(", ", Names)}");
    }

    private static EmptyRecording Nothing(RecordingContent content)
    {
        var nothing = new EmptyRecording(content.Length);
        content.Dispose();
        return nothing;
    }

    // The first line of a text, or the first bytes of what is none.
    private static string Seen(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? head : head[..end];
        bool text = !line.IsEmpty && line.IndexOfAnyInRange((byte)0, (byte)31) is var control && (control < 0 || line[control] == '\t');
        if (!text)
        {
            return $"it begins with the bytes {Convert.ToHexString(head[..Math.Min(8, head.Length)])}";
        }

        string start = Encoding.UTF8.GetString(line[..Math.Min(60, line.Length)]);
        return $"it begins with '{start}{(line.Length > 60 ? ".." : "")}'";
    }
}
