using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>One file of a recording, as its first block tells. Immutable.</summary>
/// <param name="Ordinal">Its place among the segments, from 1.</param>
/// <param name="Path">Its file.</param>
/// <param name="Bytes">Its size when it was looked at.</param>
/// <param name="First">The position of its first record, if it has any.</param>
/// <param name="CreatedAt">When it was begun, by the clock of the machine that wrote it.</param>
public sealed record RecordingSegment(uint Ordinal, string Path, long Bytes, StreamPosition First, UnixNanos CreatedAt)
{
    /// <summary>The whole of what it says of itself.</summary>
    internal SegmentHead Head { get; init; }

    /// <summary>Whether its first block cannot be read, and <see cref="First"/> was made out from the rest.</summary>
    internal bool IsHeadless { get; init; }

    /// <summary>Whether it does not even tell where it begins.</summary>
    internal bool IsUnreadable => IsHeadless && First.Sequence == 0;

    /// <summary>The file's name without its directory.</summary>
    internal string Name => System.IO.Path.GetFileName(Path);
}
