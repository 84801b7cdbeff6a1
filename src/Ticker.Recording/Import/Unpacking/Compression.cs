using Ticker.Recording.Import.Dbn;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>Compressed streams, told by their first bytes. Stateless.</summary>
internal static class Compression
{
    /// <summary>The content of a compressed stream; null where it does not begin like one that is known.</summary>
    /// <param name="stream">Where it stands; disposed with the result.</param>
    /// <exception cref="IOException">It is zstd, and the system has no library for that.</exception>
    /// <remarks>A DBZ file is left as it is: the frame that says what it is would be skipped with the compression.</remarks>
    public static Stream? Decompress(PeekedStream stream) =>
        stream.Head.StartsWith<byte>([0x1F, 0x8B]) ? new WholeGzipStream(stream)
        : ZstdStream.Recognizes(stream.Head) && !DbnFileFormat.IsOldFormat(stream.Head) ? new AheadStream(new ZstdStream(stream))
        : null;
}
