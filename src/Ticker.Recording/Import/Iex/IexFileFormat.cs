namespace Ticker.Recording.Import.Iex;

/// <summary>Captures of network packets, which are taken for IEX TOPS until they prove to be none.</summary>
internal sealed class IexFileFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "IEX TOPS (pcap, pcapng)";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content) => CaptureFormat.Recognizes(content.Head);

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening) => IexReader.Open(content, opening);
}
