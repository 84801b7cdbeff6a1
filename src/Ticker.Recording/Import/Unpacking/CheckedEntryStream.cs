namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// A file of a zip archive, held against the length and the checksum that the archive gives for it, at its end.
/// </summary>
/// <param name="content">The file, decompressed; disposed with this.</param>
/// <param name="length">How long it should be, in bytes.</param>
/// <param name="checksum">Its CRC-32, as zip has it.</param>
internal sealed class CheckedEntryStream(Stream content, long length, uint checksum) : ForwardStream
{
    private static readonly uint[] Table = ComputeTable();

    private uint _checksum = uint.MaxValue;

    /// <summary>How many bytes were given.</summary>
    public long Given { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = content.Read(buffer);
        if (read == 0 && !buffer.IsEmpty && (Given != length || ~_checksum != checksum))
        {
            throw new InvalidDataException(Given == length ? "the content does not have its checksum" : $"the content has {Given} of {length} bytes");
        }

        foreach (byte one in buffer[..read])
        {
            _checksum = Table[(byte)(_checksum ^ one)] ^ (_checksum >> 8);
        }

        Given += read;
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    // The polynomial of ISO 3309, bits reversed.
    private static uint[] ComputeTable()
    {
        var table = new uint[256];
        for (uint at = 0; at < table.Length; at++)
        {
            uint value = at;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[at] = value;
        }

        return table;
    }
}
