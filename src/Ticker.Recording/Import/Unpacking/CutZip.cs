using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// The first file of a zip archive without a directory, as one that was cut is. Source: PKWARE's APPNOTE, 4.3.7. Stateless.
/// </summary>
internal static class CutZip
{
    private const int HeaderBytes = 30;
    private const int MethodOffset = 8;
    private const int NameLengthOffset = 26;
    private const int ExtraLengthOffset = 28;
    private const int Stored = 0;
    private const int Deflated = 8;

    /// <summary>The name of the first file; null where there is none that could be read.</summary>
    public static string? FirstName(Stream archive) => TryReadHeader(archive, out string name, out _) ? name : null;

    /// <summary>The first file, which ends in an <see cref="InvalidDataException"/>: where it should end is not known.</summary>
    /// <param name="archive">The archive; disposed with the result.</param>
    public static PackedStream OpenFirst(Stream archive)
    {
        bool there = TryReadHeader(archive, out _, out bool deflated);
        Stream content = there && deflated ? new DeflateStream(archive, CompressionMode.Decompress) : archive;
        return new PackedStream(new CutStream(content), archive, true, archive.Length, () => archive.CanSeek ? archive.Position : 0);
    }

    private static bool TryReadHeader(Stream archive, out string name, out bool deflated)
    {
        (name, deflated) = ("", false);
        Span<byte> header = stackalloc byte[HeaderBytes];
        archive.Position = 0;
        if (archive.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.StartsWith("PK\u0003\u0004"u8))
        {
            return false;
        }

        int method = BinaryPrimitives.ReadUInt16LittleEndian(header[MethodOffset..]);
        var text = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[NameLengthOffset..])];
        int read = archive.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        archive.Position += BinaryPrimitives.ReadUInt16LittleEndian(header[ExtraLengthOffset..]);
        name = Encoding.UTF8.GetString(text);
        deflated = method == Deflated;
        return read == text.Length && method is Stored or Deflated;
    }
}
