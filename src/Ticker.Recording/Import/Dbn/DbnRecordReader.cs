using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// The records of a DBN content one after the other, each a span that lives until the next is read. Nothing is made for a
/// record. For one thread.
/// </summary>
internal sealed class DbnRecordReader : IDisposable
{
    // Large enough that a read costs nothing beside the records in it, small enough for the processor's cache.
    private const int BufferBytes = 256 * 1024;

    private readonly ContentBytes _bytes;

    /// <summary>Reads the metadata, if the content has any.</summary>
    /// <param name="content">It is disposed with this.</param>
    /// <exception cref="RecordingFormatException">The metadata is not what it should be, or of a version that is not known.</exception>
    public DbnRecordReader(RecordingContent content)
    {
        _bytes = new ContentBytes(content, BufferBytes);
        Metadata = content.Head.StartsWith(DbnFormat.Magic) ? new DbnMetadataReader(_bytes).Read() : DbnMetadata.None;
    }

    /// <summary>Passes over the metadata, which has been read before.</summary>
    /// <param name="content">It is disposed with this.</param>
    /// <param name="metadata">What the metadata says.</param>
    /// <exception cref="RecordingFormatException">The content is shorter than it was.</exception>
    public DbnRecordReader(RecordingContent content, DbnMetadata metadata)
    {
        _bytes = new ContentBytes(content, BufferBytes);
        Metadata = metadata;
        _bytes.Skip(metadata.Bytes, "the metadata");
    }

    /// <summary>What the file says of itself.</summary>
    public DbnMetadata Metadata { get; }

    /// <summary>How much of <see cref="Length"/> has been read, as stored.</summary>
    public long BytesRead => _bytes.BytesRead;

    /// <summary>The size as stored, in bytes.</summary>
    public long Length => _bytes.Length;

    /// <summary>Reads a record.</summary>
    /// <param name="record">All of it, header and trailing time of sending.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">
    /// The record's length cannot be one, the content ends within it, or another file begins instead.
    /// </exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!_bytes.TryPeek(out byte units))
        {
            return false;
        }

        int length = units * DbnFormat.LengthUnit;
        if (length < DbnLayout.Header.Bytes)
        {
            throw _bytes.WrongAt(_bytes.Position, $"a record says that it is {length} bytes long; its header alone is {DbnLayout.Header.Bytes}");
        }

        record = _bytes.Take(length, "a record");
        return record[DbnLayout.Header.Type] != DbnFormat.Magic[DbnLayout.Header.Type] || !record.StartsWith(DbnFormat.Magic)
            ? true
            : throw _bytes.Wrong("another file's metadata begins here: files that were joined are to be taken apart first");
    }

    /// <summary>An error in what was read last.</summary>
    public RecordingFormatException Wrong(string wrong, Exception? cause = null) => _bytes.Wrong(wrong, cause);

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
