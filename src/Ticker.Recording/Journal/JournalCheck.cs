namespace Ticker.Recording.Journal;

/// <summary>Whether a server could open its journal somewhere: looks, and leaves everything as it was. Thread-safe.</summary>
public static class JournalCheck
{
    /// <summary>Looks at a directory, or at where it would be made. That a server writes it now is not wrong: it may be the one to be restarted.</summary>
    /// <param name="directory">Where the journal is, or is to be.</param>
    /// <exception cref="IOException">It cannot be made, read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    /// <exception cref="RecordingFormatException">A later version wrote it.</exception>
    public static void Run(string directory)
    {
        string whole = Path.GetFullPath(directory);
        string there = whole;
        while (!Path.Exists(there))
        {
            there = Path.GetDirectoryName(there)!;
        }

        if (!Directory.Exists(there))
        {
            throw new IOException($"{there} is a file, not a directory");
        }

        // What may be written nobody but the system can tell, and it only by being asked to.
        using (new FileStream(Path.Combine(there, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
        }

        if (there == whole)
        {
            using var scanner = new BlockScanner();
            SegmentList.Load(directory, 0, scanner);
        }
    }
}
