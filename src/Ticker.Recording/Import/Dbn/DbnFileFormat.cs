using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Databento Binary Encoding: with its metadata, or a fragment without, told by a run of records that fit.</summary>
internal sealed class DbnFileFormat : IRecordingFormat
{
    private const int SkippableHeaderBytes = 8;

    /// <inheritdoc/>
    public string Name => "Databento DBN";

    /// <summary>Whether a file as stored is DBZ, which came before DBN: its metadata stands in a frame that zstd skips.</summary>
    public static bool IsOldFormat(ReadOnlySpan<byte> stored) =>
        stored.Length > SkippableHeaderBytes && stored[0] >> 4 == 5 && stored[1..].StartsWith<byte>([0x2A, 0x4D, 0x18])
        && stored[SkippableHeaderBytes..].StartsWith(DbnFormat.OldMagic);

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content) =>
        content.Head.StartsWith(DbnFormat.Magic) || IsOldFormat(content.Head) || DbnFragment.Recognizes(content.Head);

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening) => DbnReader.Open(content, opening);
}
