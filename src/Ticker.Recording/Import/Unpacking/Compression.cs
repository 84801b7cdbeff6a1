namespace Ticker.Recording.Import.Unpacking;

/// <summary>Compressed streams, told by their first bytes. Stateless.</summary>
internal static class Compression
{
    /// <summary>The content of a compressed stream; null where it does not begin like one that is known.</summary>
    /// <param name="stream">Where it stands; disposed with the result.</param>
    public static Stream? Decompress(PeekedStream stream) =>
        stream.Head.StartsWith<byte>([0x1F, 0x8B]) ? new WholeGzipStream(stream) : null;
}
