namespace Ticker.Recording.Journal;

/// <summary>What a journal did since it was opened. Written by the journal; any thread may read.</summary>
public sealed class JournalCounts
{
    private long _records;
    private long _lost;
    private long _failures;
    private long _syncs;
    private long _storedBytes;
    private long _deletedBytes;
    private bool _isStopped;

    /// <summary>Records written.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Records that were numbered while nothing could be written.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>How often the disk failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>How often the disk was waited for.</summary>
    public long Syncs => Volatile.Read(ref _syncs);

    /// <summary>The bytes of all files that are kept, as of the last look at them.</summary>
    public long StoredBytes => Volatile.Read(ref _storedBytes);

    /// <summary>The bytes of files that were deleted because they were too old or too many.</summary>
    public long DeletedBytes => Volatile.Read(ref _deletedBytes);

    /// <summary>Whether nothing is kept at present, because the disk is full or failing.</summary>
    public bool IsStopped => Volatile.Read(ref _isStopped);

    internal void Wrote(long records) => Volatile.Write(ref _records, _records + records);

    internal void Lose(long records) => Volatile.Write(ref _lost, _lost + records);

    internal void Fail() => Interlocked.Increment(ref _failures);

    internal void Synced() => Interlocked.Increment(ref _syncs);

    internal void Stored(long bytes) => Volatile.Write(ref _storedBytes, bytes);

    internal void Deleted(long bytes) => Interlocked.Add(ref _deletedBytes, bytes);

    internal void Stop(bool stopped) => Volatile.Write(ref _isStopped, stopped);
}
