namespace Ticker.Recording.Import.Text;

/// <summary>Where the fields of a delimited line are. Reused from line to line; for one thread.</summary>
/// <param name="lines">Where the lines come from, for errors.</param>
/// <param name="delimiter">What stands between two fields.</param>
internal sealed class CsvFields(LineReader lines, byte delimiter = (byte)',')
{
    /// <summary>The most fields of a line.</summary>
    public const int MaxFields = 1024;

    private (int Start, int Length)[] _fields = new (int, int)[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Divides a line. A field may stand in double quotes, and then hold delimiters, but no double quote.</summary>
    /// <exception cref="RecordingFormatException">A quote is not closed, or there are too many fields.</exception>
    public void Split(ReadOnlySpan<byte> line)
    {
        Count = 0;
        for (int at = 0; ;)
        {
            ReadOnlySpan<byte> rest = line[at..];
            bool quoted = rest.StartsWith("\""u8);
            int length = quoted ? Quoted(rest) : rest.IndexOf(delimiter);
            int end = length < 0 ? line.Length : at + length;
            Add(quoted ? (at + 1, end - at - 2) : (at, end - at));
            if (end >= line.Length)
            {
                return;
            }

            at = end + 1;
        }
    }

    /// <summary>A field of the line that was divided last.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, int field) => line.Slice(_fields[field].Start, _fields[field].Length);

    private int Quoted(ReadOnlySpan<byte> rest)
    {
        int close = rest[1..].IndexOf((byte)'"') + 1;
        return close > 0 && (close + 1 == rest.Length || rest[close + 1] == delimiter)
            ? close + 1
            : throw lines.Wrong(close > 0 ? $"field {Count + 1} goes on after its closing quote" : $"the quote that opens field {Count + 1} is not closed");
    }

    private void Add((int Start, int Length) field)
    {
        if (Count == _fields.Length)
        {
            if (Count == MaxFields)
            {
                throw lines.Wrong($"the line has more than {MaxFields} fields");
            }

            Array.Resize(ref _fields, Count * 2);
        }

        _fields[Count++] = field;
    }
}
