using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ticker.Recording.Journal;

/// <summary>
/// Appends blocks to one segment and lines to its index. One thread writes; <see cref="Sync"/> may be called from
/// another.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly Disk _disk;
    private readonly SafeFileHandle _file;
    private readonly SafeFileHandle _index;
    private long _indexLength;
    private long _indexedUpTo;
    private bool _indexFailed;

    /// <summary>Makes the files; the caller writes the head.</summary>
    /// <exception cref="IOException">There is no room, or it is there already.</exception>
    public SegmentWriter(Disk disk, string directory, uint ordinal)
    {
        (_disk, Ordinal, Path) = (disk, ordinal, JournalFormat.SegmentPath(directory, ordinal));
        _file = disk.Create(Path);
        try
        {
            File.Delete(JournalFormat.IndexPath(directory, ordinal));
            _index = disk.Create(JournalFormat.IndexPath(directory, ordinal));
            WriteIndexHead();
        }
        catch
        {
            _index?.Dispose();
            _file.Dispose();
            File.Delete(Path);
            throw;
        }
    }

    /// <summary>Its ordinal.</summary>
    public uint Ordinal { get; }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The bytes of its whole blocks.</summary>
    public long Length { get; private set; }

    /// <summary>Writes a block at the end.</summary>
    /// <param name="block">What it holds; not emptied.</param>
    /// <param name="kind">What that is.</param>
    /// <param name="sequenceBefore">The last sequence before it.</param>
    /// <param name="timeBefore">The greatest receive time of all records before it.</param>
    /// <exception cref="IOException">It was not written; the segment ends where it ended before.</exception>
    public void Write(BlockBuffer block, BlockKind kind, ulong sequenceBefore, long timeBefore)
    {
        ReadOnlySpan<byte> bytes = block.Seal(kind, Ordinal, Length, sequenceBefore);
        try
        {
            _disk.Write(_file, bytes, Length);
        }
        catch (IOException)
        {
            Cut();
            throw;
        }

        if (kind != BlockKind.Head && (kind != BlockKind.Ticks || Length >= _indexedUpTo))
        {
            Index(new IndexEntry { Offset = Length, SequenceBefore = sequenceBefore, TimeBefore = timeBefore, Kind = kind });
        }

        Length += bytes.Length;
    }

    /// <summary>Waits until all that was written would survive a loss of power.</summary>
    public void Sync() => _disk.Flush(_file);

    /// <inheritdoc/>
    public void Dispose()
    {
        _index.Dispose();
        _file.Dispose();
    }

    // So that readers meet an end and no half block; where even that fails they find it by its checksum.
    private void Cut()
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        catch (IOException)
        {
        }
    }

    private void WriteIndexHead()
    {
        Span<uint> head = [JournalFormat.IndexMagic, JournalFormat.Version, Ordinal, 0];
        _disk.Write(_index, MemoryMarshal.AsBytes(head), 0);
        _indexLength = 16;
    }

    // An index that cannot be written is as good as a missing one: it can be made again.
    private void Index(IndexEntry entry)
    {
        if (_indexFailed)
        {
            return;
        }

        try
        {
            Span<byte> line = MemoryMarshal.AsBytes(new Span<IndexEntry>(ref entry));
            entry.Checksum = Checksum.Of(line[..28]);
            _disk.Write(_index, line, _indexLength);
            _indexLength += line.Length;
            _indexedUpTo = entry.Kind == BlockKind.Ticks ? entry.Offset + JournalFormat.IndexStep : _indexedUpTo;
        }
        catch (IOException)
        {
            _indexFailed = true;
        }
    }
}
