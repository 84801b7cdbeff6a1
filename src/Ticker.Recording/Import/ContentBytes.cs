namespace Ticker.Recording.Import;

/// <summary>
/// A binary content from its first byte to its last, in spans of one buffer that live until more is taken. Where it cannot go on
/// it says at which byte. For one thread.
/// </summary>
internal sealed class ContentBytes : IDisposable
{
    private readonly RecordingContent _content;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _ended;

    /// <summary>Begins at the beginning.</summary>
    /// <param name="content">It is disposed with this.</param>
    /// <param name="most">The most bytes that are ever taken at once.</param>
    public ContentBytes(RecordingContent content, int most)
    {
        _content = content;
        _buffer = new byte[most];
    }

    /// <summary>Where what was taken last begins, in bytes of the unpacked content.</summary>
    public long Offset { get; private set; }

    /// <summary>Where reading goes on, likewise.</summary>
    public long Position => _bufferOffset + _start;

    /// <summary>How much of <see cref="Length"/> has been read, as stored.</summary>
    public long BytesRead => _content.BytesRead;

    /// <summary>The size as stored, in bytes.</summary>
    public long Length => _content.Length;

    /// <summary>The content's name.</summary>
    public string File => _content.Name;

    /// <summary>The byte at which reading goes on.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">What the content is packed in is damaged.</exception>
    public bool TryPeek(out byte next)
    {
        bool more = _start < _end || Fill(1);
        next = more ? _buffer[_start] : (byte)0;
        return more;
    }

    /// <summary>Takes bytes that must be there.</summary>
    /// <param name="length">How many.</param>
    /// <param name="what">What they belong to, for the message.</param>
    /// <exception cref="RecordingFormatException">The content ends before, or what it is packed in is damaged.</exception>
    public ReadOnlySpan<byte> Take(int length, string what)
    {
        return TryTake(length, out ReadOnlySpan<byte> bytes)
            ? bytes
            : throw Wrong($"the file ends within {what}: {_end - _start} of {length} bytes are there");
    }

    /// <summary>Takes bytes if they are there.</summary>
    /// <exception cref="RecordingFormatException">What the content is packed in is damaged.</exception>
    public bool TryTake(int length, out ReadOnlySpan<byte> bytes)
    {
        Offset = _bufferOffset + _start;
        if (_end - _start < length && !Fill(length))
        {
            bytes = default;
            return false;
        }

        bytes = _buffer.AsSpan(_start, length);
        _start += length;
        return true;
    }

    /// <summary>Passes over bytes that must be there, however many.</summary>
    /// <exception cref="RecordingFormatException">The content ends before, or what it is packed in is damaged.</exception>
    public void Skip(long length, string what)
    {
        while (length > 0)
        {
            length -= Take((int)Math.Min(length, _buffer.Length), what).Length;
        }
    }

    /// <summary>An error in what was taken last.</summary>
    public RecordingFormatException Wrong(string wrong, Exception? cause = null) => WrongAt(Offset, wrong, cause);

    /// <summary>An error at a byte.</summary>
    public RecordingFormatException WrongAt(long offset, string wrong, Exception? cause = null) => new(_content.Name, offset, wrong, cause);

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

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
            throw WrongAt(_bufferOffset + _end, $"what the file is packed in is damaged or ends too early: {cause.Message}", cause);
        }
    }
}
