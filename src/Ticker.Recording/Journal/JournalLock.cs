namespace Ticker.Recording.Journal;

/// <summary>Keeps two servers from writing one journal: a file that is held open, and free as soon as its process ends.</summary>
internal static class JournalLock
{
    /// <summary>Takes the lock; disposing of what is returned gives it back.</summary>
    /// <exception cref="IOException">Another server has it.</exception>
    public static IDisposable Take(string directory)
    {
        string path = Path.Combine(directory, "journal.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new IOException($"another server writes the journal in {directory}", taken);
        }
    }
}
