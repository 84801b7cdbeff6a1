namespace Ticker.Recording.Journal;

/// <summary>Why records are missing from a recording.</summary>
public enum RecordingGapCause
{
    /// <summary>They were not written: the disk was full or failing.</summary>
    Hole,

    /// <summary>A new epoch begins; what the old one had at its very end is not known.</summary>
    Epoch,

    /// <summary>A segment's file is missing.</summary>
    MissingSegment,

    /// <summary>Bytes of a file are not what was written.</summary>
    Damage,
}
