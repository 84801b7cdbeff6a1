using Ticker.Model;
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

    // A recording whose first ticks have no receive times has none, or is one of which only reading it tells.
    private const int MostLooked = 1_000;

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
    /// <param name="before">What was received then or later is as if it had not come yet; none = all may be seen.</param>
    /// <exception cref="RecordingFormatException">It is no recording, or damaged at its beginning.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ITape OpenPath(string path, UnixNanos before = default)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return RecordingReader.IsRecording(path) ? JournalTape.Open(path, before) : new ImportedTape(name, () => RecordingFormats.Open(path));
    }

    /// <summary>Opens a recording by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="before">What was received then or later is as if it had not come yet; none = all may be seen.</param>
    /// <returns>Null when there is none of that name.</returns>
    /// <exception cref="RecordingFormatException">What bears the name is no recording, or damaged at its beginning.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ITape? Open(string name, UnixNanos before = default)
    {
        if (!IsName(name))
        {
            return null;
        }

        string path = PathOf(name);
        return File.Exists(path) || Directory.Exists(path) ? OpenPath(path, before) : null;
    }

    /// <summary>When a recording begins and ends, by receive times, as far as that is known without reading all of it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="before">What was received then or later is as if it had not come yet; none = all may be seen.</param>
    /// <returns>Null where only reading all of it would tell, where nothing of it may be seen, and where it cannot be read.</returns>
    public (UnixNanos From, UnixNanos To)? SpanOf(string name, UnixNanos before = default)
    {
        if (!IsName(name))
        {
            return null;
        }

        string path = PathOf(name);
        try
        {
            return RecordingReader.IsRecording(path) ? SpanIn(path, before) : null;
        }
        catch (Exception unreadable) when (unreadable is RecordingFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (UnixNanos From, UnixNanos To)? SpanIn(string path, UnixNanos before)
    {
        using RecordingReader reader = RecordingReader.Open(path);
        reader.SkipsDamage = true;
        UnixNanos to = before.IsNone || reader.LastTime < before ? reader.LastTime : before;
        for (int looked = 0; looked < MostLooked && reader.ReadRecord(out Tick first); looked++)
        {
            if (!first.ReceiveTime.IsNone)
            {
                return before.IsNone || first.ReceiveTime < before ? (first.ReceiveTime, to) : null;
            }
        }

        return null;
    }

    private string PathOf(string name) => name == Journal && journal is not null ? journal : Path.Combine(directory, name);

    private static bool IsRecording(string path) => File.Exists(path) ? !path.EndsWith(".md", StringComparison.Ordinal) : RecordingReader.IsRecording(path);
}
