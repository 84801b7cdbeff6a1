namespace Ticker.Recording.Import.Iex;

/// <summary>The packets of a capture, in the file's order. For one thread.</summary>
internal interface IPacketReader
{
    /// <summary>Reads the next packet, whose bytes live until the next is read.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The capture is damaged, or ends within a packet.</exception>
    bool TryRead(out CapturedPacket packet);
}
