using System.IO.Compression;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// Decompresses gzip and throws when it ends before its end. The runtime's own stream takes a cut file for a complete one,
/// which would lose the rest of a recording silently.
/// </summary>
/// <remarks>
/// How it knows: when the file has ended, one more gzip member of known content is fed to the decompressor. Only one that
/// stands at the end of a member (after its checksum and length, which it has verified) reads that content.
/// </remarks>
internal sealed class WholeGzipStream : ForwardStream
{
    private static readonly byte[] Seal = "the end of a complete file"u8.ToArray();
    private static readonly byte[] SealMember = Compress(Seal);

    private readonly ThenSealStream _source;
    private readonly GZipStream _text;
    private bool _whole;

    /// <summary>Decompresses what is stored, which stays open when this is disposed.</summary>
    public WholeGzipStream(Stream stored)
    {
        _source = new ThenSealStream(stored, SealMember);
        _text = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _whole ? 0 : _text.Read(buffer);
        if (read == 0 && !_whole && !buffer.IsEmpty)
        {
            _whole = FindSeal() ? true : throw new InvalidDataException("the gzip data ends too early");
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool FindSeal()
    {
        _source.FeedSeal();
        Span<byte> found = stackalloc byte[64];
        int length = 0;
        int read;
        while (length < found.Length && (read = _text.Read(found[length..])) > 0)
        {
            length += read;
        }

        return found[..length].SequenceEqual(Seal);
    }

    private static byte[] Compress(byte[] text)
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return stored.ToArray();
    }
}
