using Microsoft.Win32.SafeHandles;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>A disk that is full, or fails, when it is told to.</summary>
internal sealed class FailingDisk : Disk
{
    /// <summary>Nothing new fits; what is there can be written over.</summary>
    public bool IsFull { get; set; }

    /// <summary>The bytes that fit at a time all the same, as on a disk whose last block is not used up.</summary>
    public int Fits { get; set; }

    /// <summary>It is read-only: not even what is there can be written over.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Names cannot be taken away either.</summary>
    public bool KeepsNames { get; set; }

    /// <summary>The disk makes no promise.</summary>
    public bool FailsToFlush { get; set; }

    /// <summary>How many bytes of a write that does not fit are written all the same.</summary>
    public int Partly { get; set; }

    /// <summary>Where zeros were written: room that was taken beforehand.</summary>
    public List<long> Reserved { get; } = [];

    public int Flushes { get; private set; }

    public override SafeFileHandle Create(string path) => (IsFull && Fits == 0) || IsReadOnly ? throw new IOException("No space left on device") : base.Create(path);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (IsFull && bytes.Length > Fits && offset + bytes.Length > RandomAccess.GetLength(file))
        {
            base.Write(file, bytes[..Math.Min(Partly, bytes.Length)], offset);
            throw new IOException("No space left on device");
        }

        if (IsReadOnly)
        {
            throw new IOException("Read-only file system");
        }

        if (!bytes.ContainsAnyExcept((byte)0))
        {
            Reserved.Add(offset);
        }

        base.Write(file, bytes, offset);
    }

    public override void Delete(string path)
    {
        if (KeepsNames)
        {
            throw new IOException("Read-only file system");
        }

        base.Delete(path);
    }

    public override void Flush(SafeFileHandle file)
    {
        Flushes++;
        if (FailsToFlush)
        {
            throw new IOException("Input/output error");
        }

        base.Flush(file);
    }
}
