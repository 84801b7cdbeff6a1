using System.Buffers;
using System.Text;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// Lines of a text, without copying: a line is a span of the buffer and lives until the next is read. The buffer grows to
/// the longest line. For one thread.
/// </summary>
/// <param name="content">The text; disposed with this.</param>
internal sealed class LineReader(RecordingContent content) : IDisposable
{
    /// <summary>The longest line that is read; a longer one is an error.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    private const int MaxShown = 100;
    private const int FirstBufferBytes = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _start;
    private int _end;
    private long _nextOffset;
    private bool _ended;

    /// <summary>The number of the line that was read last, from 1; 0 before the first.</summary>
    public long Line { get; private set; }

    /// <summary>Where that line begins, in bytes of the unpacked text.</summary>
    public long Offset { get; private set; }

    /// <summary>How much of the stored file has been taken.</summary>
    public long BytesRead => content.BytesRead;

    /// <summary>The size of the stored file.</summary>
    public long Length => content.Length;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its end (LF or CR LF); the last one may lack it.</param>
    /// <returns>False at the end of the file.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        int length;
        while ((length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n')) < 0)
        {
            searched = _end - _start;
            if (!_ended && Fill())
            {
                continue;
            }

            if (searched == 0)
            {
                line = default;
                return false;
            }

            Begin();
            line = Take(searched, searched);
            return true;
        }

        Begin();
        line = Take(searched + length, searched + length + 1);
        return true;
    }

    /// <summary>An error in the line that was read last.</summary>
    public RecordingFormatException Wrong(string wrong, Exception? cause = null) => new(content.Name, Math.Max(1, Line), Offset, wrong, cause);

    /// <summary>An error in a field of the line that was read last.</summary>
    public RecordingFormatException WrongField(string name, ReadOnlySpan<byte> text, string wrong) =>
        Wrong(text.IsEmpty ? $"the {name} {wrong}" : $"the {name} '{Encoding.UTF8.GetString(text[..Math.Min(MaxShown, text.Length)])}{(text.Length > MaxShown ? ".." : "")}' {wrong}");

    /// <inheritdoc/>
    public void Dispose()
    {
        content.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }

        _ended = true;
    }

    private void Begin()
    {
        Line++;
        Offset = _nextOffset;
    }

    private ReadOnlySpan<byte> Take(int length, int taken)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        line = Line == 1 && line.StartsWith(FirstLine.Mark) ? line[FirstLine.Mark.Length..] : line;
        _start += taken;
        _nextOffset += taken;
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    // Makes room behind what is held, and reads some more.
    private bool Fill()
    {
        int held = _end - _start;
        if (held > MaxLineBytes)
        {
            Begin();
            throw Wrong($"the line is longer than {MaxLineBytes} bytes");
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
            _start = 0;
            _end = held;
        }
        else if (held == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(held * 2);
            _buffer.AsSpan(0, held).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        int read = ReadSome();
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    private int ReadSome()
    {
        try
        {
            return content.Stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException cause)
        {
            Begin();
            throw Wrong("the compressed data is damaged or ends too early", cause);
        }
    }
}
