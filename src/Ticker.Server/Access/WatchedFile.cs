namespace Ticker.Server.Access;

/// <summary>Whether a file was replaced or written since it was looked at last. For one caller at a time.</summary>
/// <param name="path">The file.</param>
internal sealed class WatchedFile(string path)
{
    private (DateTime Written, long Length) _seen;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Whether it is another than at the last call; a file that is not there is not.</summary>
    public bool HasChanged()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return false;
        }

        (DateTime, long) now = (file.LastWriteTimeUtc, file.Length);
        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }
}
