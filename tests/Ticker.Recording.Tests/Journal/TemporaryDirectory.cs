namespace Ticker.Recording.Tests.Journal;

/// <summary>A directory of its own for one test, gone after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("ticker-journal-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>How many of its files this process has open.</summary>
    public int OpenFiles() => Directory.EnumerateFiles("/proc/self/fd").Count(IsInside);

    private bool IsInside(string link)
    {
        try
        {
            return System.IO.File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName.StartsWith(Path, StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Another test has closed it meanwhile.
            return false;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
