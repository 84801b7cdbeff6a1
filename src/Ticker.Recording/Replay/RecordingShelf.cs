using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Replay;

/// <summary>
/// The recordings that may be replayed, by name: what lies in one directory, and the server's own journal. A name is never
/// a path. Thread-safe.
/// </summary>
/// <param name="directory">The directory; one that does not exist holds nothing.</param>
/// <param name="journal">The directory of the server's own journal; null = it has none.</param>
public sealed class RecordingShelf(string directory, string? journal)
{
    /// <summary>The name of the server's own journal.</summary>
    public const string Journal = "journal";

    private const int LongestName = 100;

    /// <summary>The names that there are, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            List<string> names = [];
            if (Directory.Exists(directory))
            {
                names.AddRange(Directory.EnumerateFileSystemEntries(directory).Where(IsRecording).Select(path => Path.GetFileName(path)!).Where(IsName));
            }

            if (journal is not null && !names.Contains(Journal) && RecordingReader.IsRecording(journal))
            {
                names.Add(Journal);
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }
    }

    /// <summary>Whether a text can be the name of a recording: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, the first of them no dot.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName && name[0] != '.'
            && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '_' or '-');
    }

    /// <summary>Opens a recording of any kind.</summary>
    /// <param name="path">A directory in the journal's format, or a file of any known format.</param>
    /// <exception cref="RecordingFormatException">It is no recording, or damaged at its beginning.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ITape OpenPath(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return RecordingReader.IsRecording(path) ? new JournalTape(path) : new ImportedTape(name, () => RecordingFormats.Open(path));
    }

    /// <summary>Opens a recording by its name.</summary>
    /// <returns>Null when there is none of that name.</returns>
    /// <exception cref="RecordingFormatException">What bears the name is no recording, or damaged at its beginning.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ITape? Open(string name)
    {
        if (!IsName(name))
        {
            return null;
        }

        string path = name == Journal && journal is not null ? journal : Path.Combine(directory, name);
        return File.Exists(path) || Directory.Exists(path) ? OpenPath(path) : null;
    }

    private static bool IsRecording(string path) => File.Exists(path) ? !path.EndsWith(".md", StringComparison.Ordinal) : RecordingReader.IsRecording(path);
}
