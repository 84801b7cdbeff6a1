using Microsoft.Win32.SafeHandles;

namespace Ticker.Recording.Journal;

/// <summary>What the writing side asks of a file system; a test's own one fails when it is told to. Thread-safe.</summary>
internal class Disk
{
    /// <summary>Makes a file that must not be there yet.</summary>
    /// <exception cref="IOException">There is no room, or it may not be made.</exception>
    public virtual SafeFileHandle Create(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        }
        catch (UnauthorizedAccessException refused)
        {
            // A directory whose owner or rights have changed is one more way for a disk to fail.
            throw new IOException(refused.Message, refused);
        }
    }

    /// <summary>Writes all the bytes.</summary>
    /// <exception cref="IOException">It is full or failing; some of the bytes may have been written.</exception>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Takes a file's name away; whoever has it open keeps what it is.</summary>
    /// <exception cref="IOException">It may not be done.</exception>
    public virtual void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }

    /// <summary>Waits until all that was written would survive a loss of power.</summary>
    /// <exception cref="IOException">It is failing.</exception>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);
}
