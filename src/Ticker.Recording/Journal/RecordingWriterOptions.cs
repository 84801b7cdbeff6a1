namespace Ticker.Recording.Journal;

/// <summary>How a recording is written. Immutable.</summary>
public sealed record RecordingWriterOptions
{
    /// <summary>The epoch of its ticks, in milliseconds since the UNIX epoch; 0 = now. Default 0.</summary>
    public long Epoch { get; init; }

    /// <summary>The sequence that the first tick gets, if it brings none. Default 1.</summary>
    public ulong FirstSequence { get; init; } = 1;

    /// <summary>About how large a segment becomes, in bytes. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = RecordingWriter.DefaultSegmentBytes;

    /// <summary>The names of feeds, by the numbers that the ticks will carry. Default none.</summary>
    public IReadOnlyDictionary<ushort, string> Feeds { get; init; } = new Dictionary<ushort, string>();

    /// <summary>The clock that says when a segment was made. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The machine's boot id, as it is written.</summary>
    internal Guid BootId { get; init; } = Journal.BootId.Present;
}
