using Microsoft.Win32.SafeHandles;

namespace Ticker.Server.Access;

/// <summary>Whether a file was replaced or written since it was looked at last. For one caller at a time.</summary>
/// <param name="path">The file.</param>
internal sealed class WatchedFile(string path)
{
    private (DateTime Written, long Length) _seen;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Whether it is another than at the last call, wherever links lead; a file that cannot be opened is not.</summary>
    public bool HasChanged()
    {
        (DateTime, long) now;
        try
        {
            // What is opened, not its name: a link says nothing of what has changed behind it.
            using SafeFileHandle file = File.OpenHandle(path);
            now = (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }
}
