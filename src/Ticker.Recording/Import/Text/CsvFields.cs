namespace Ticker.Recording.Import.Text;

/// <summary>
/// Where the fields of a delimited line are. A field may stand in double quotes, and then hold delimiters and, doubled, double
/// quotes, as RFC 4180 has it; but no line ends. Reused from line to line; for one thread.
/// </summary>
/// <param name="lines">Where the lines come from, for errors.</param>
/// <param name="delimiter">What stands between two fields.</param>
internal sealed class CsvFields(LineReader lines, byte delimiter = (byte)',')
{
    /// <summary>The most fields of a line.</summary>
    public const int MaxFields = 1024;

    private (int Start, int Length, bool Doubled)[] _fields = new (int, int, bool)[16];
    private byte[] _undoubled = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Divides a line.</summary>
    /// <exception cref="RecordingFormatException">A quote is not closed, or there are too many fields.</exception>
    public void Split(ReadOnlySpan<byte> line)
    {
        Count = 0;
        int undoubled = 0;
        for (int at = 0; ;)
        {
            ReadOnlySpan<byte> rest = line[at..];
            int length = rest.StartsWith("\""u8) ? AddQuoted(rest, at, ref undoubled) : rest.IndexOf(delimiter);
            if (!rest.StartsWith("\""u8))
            {
                Add(at, length < 0 ? rest.Length : length, doubled: false);
            }

            if (length < 0 || at + length >= line.Length)
            {
                return;
            }

            at += length + 1;
        }
    }

    /// <summary>A field of the line that was divided last.</summary>
    /// <param name="line">That line.</param>
    /// <param name="field">Which, from 0.</param>
    /// <returns>It, without quotes around it; to be used before the next line is divided.</returns>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, int field)
    {
        (int start, int length, bool doubled) = _fields[field];
        return doubled ? _undoubled.AsSpan(start, length) : line.Slice(start, length);
    }

    // Returns how long the field is with its quotes.
    private int AddQuoted(ReadOnlySpan<byte> rest, int at, ref int undoubled)
    {
        int end = 1;
        int pairs = 0;
        while (true)
        {
            int quote = rest[end..].IndexOf((byte)'"');
            if (quote < 0)
            {
                throw lines.Wrong($"the quote that opens field {Count + 1} is not closed");
            }

            end += quote + 1;
            if (end == rest.Length || rest[end] != '"')
            {
                break;
            }

            end++;
            pairs++;
        }

        if (end < rest.Length && rest[end] != delimiter)
        {
            throw lines.Wrong($"field {Count + 1} goes on after its closing quote");
        }

        if (pairs == 0)
        {
            Add(at + 1, end - 2, doubled: false);
        }
        else
        {
            Add(undoubled, end - 2 - pairs, doubled: true);
            Undouble(rest[1..(end - 1)], ref undoubled);
        }

        return end;
    }

    private void Undouble(ReadOnlySpan<byte> text, ref int at)
    {
        if (_undoubled.Length < at + text.Length)
        {
            Array.Resize(ref _undoubled, (at + text.Length) * 2);
        }

        for (int from = 0; from < text.Length; from++)
        {
            _undoubled[at++] = text[from];
            from += text[from] == '"' ? 1 : 0;
        }
    }

    private void Add(int start, int length, bool doubled)
    {
        if (Count == _fields.Length)
        {
            if (Count == MaxFields)
            {
                throw lines.Wrong($"the line has more than {MaxFields} fields");
            }

            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = (start, length, doubled);
    }
}
