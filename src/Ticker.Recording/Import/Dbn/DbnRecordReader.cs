using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>
/// The records of a DBN content one after the other, each a span of the buffer that lives until the next is read. Nothing is
/// made for a record. For one thread.
/// </summary>
internal sealed class DbnRecordReader : IDisposable
{
    // Large enough that a read costs nothing beside the records in it, small enough for the processor's cache.
    private const int BufferBytes = 256 * 1024;

    private readonly RecordingContent _content;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _ended;

    /// <summary>Reads the metadata, if the content has any.</summary>
    /// <param name="content">It is disposed with this.</param>
    /// <exception cref="RecordingFormatException">The metadata is not what it should be, or of a version that is not known.</exception>
    public DbnRecordReader(RecordingContent content)
    {
        _content = content;
        Metadata = content.Head.StartsWith(DbnFormat.Magic) ? new DbnMetadataReader(this).Read() : DbnMetadata.None;
    }

    /// <summary>What the file says of itself.</summary>
    public DbnMetadata Metadata { get; }

    /// <summary>Where the record that was read last begins, in bytes of the unpacked content.</summary>
    public long Offset { get; private set; }

    /// <summary>Where reading goes on.</summary>
    public long Position => _bufferOffset + _start;

    /// <summary>How much of <see cref="Length"/> has been read, as stored.</summary>
    public long BytesRead => _content.BytesRead;

    /// <summary>The size as stored, in bytes.</summary>
    public long Length => _content.Length;

    /// <summary>The content's name.</summary>
    public string File => _content.Name;

    /// <summary>Reads a record.</summary>
    /// <param name="record">All of it, header and trailing time of sending.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The record's length cannot be one, or the content ends within it.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        Offset = _bufferOffset + _start;
        if (_start == _end && !Fill(1))
        {
            record = default;
            return false;
        }

        int length = _buffer[_start] * DbnFormat.LengthUnit;
        if (length > _end - _start)
        {
            Require(length, "a record");
        }

        if (length < DbnLayout.Header.Bytes)
        {
            throw Wrong($"a record says that it is {length} bytes long; its header alone is {DbnLayout.Header.Bytes}");
        }

        record = _buffer.AsSpan(_start, length);
        _start += length;
        return true;
    }

    /// <summary>Takes bytes that must be there.</summary>
    /// <param name="length">How many: at most 64 KiB.</param>
    /// <param name="what">What they belong to, for the message.</param>
    /// <exception cref="RecordingFormatException">The content ends before.</exception>
    public ReadOnlySpan<byte> Take(int length, string what)
    {
        Offset = _bufferOffset + _start;
        Require(length, what);
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, length);
        _start += length;
        return bytes;
    }

    /// <summary>Passes over bytes that must be there.</summary>
    /// <exception cref="RecordingFormatException">The content ends before.</exception>
    public void Skip(long length, string what)
    {
        for (long left = length; left > 0;)
        {
            int some = (int)Math.Min(left, BufferBytes / 2);
            Take(some, what);
            left -= some;
        }
    }

    /// <summary>An error in what was read last.</summary>
    public RecordingFormatException Wrong(string wrong, Exception? cause = null) => new(_content.Name, Offset, wrong, cause);

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

    private void Require(int length, string what)
    {
        if (_end - _start < length && !Fill(length))
        {
            throw Wrong($"the file ends within {what}: {_end - _start} of {length} bytes are there");
        }
    }

    // Moves what is left to the front and reads until there is enough.
    private bool Fill(int least)
    {
        int left = _end - _start;
        _buffer.AsSpan(_start, left).CopyTo(_buffer);
        _bufferOffset += _start;
        (_start, _end) = (0, left);
        while (_end < least && !_ended)
        {
            int read = ReadSome();
            _end += read;
            _ended = read == 0;
        }

        return _end >= least;
    }

    private int ReadSome()
    {
        try
        {
            return _content.Stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException cause)
        {
            throw new RecordingFormatException(_content.Name, _bufferOffset + _end, $"what the file is packed in is damaged or ends too early: {cause.Message}", cause);
        }
    }
}
