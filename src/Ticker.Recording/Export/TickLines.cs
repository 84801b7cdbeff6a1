using System.Buffers.Text;
using Ticker.Model;

namespace Ticker.Recording.Export;

/// <summary>Collects lines of UTF-8 text and writes them out many at a time. For one thread.</summary>
/// <param name="output">Where to; it stays open.</param>
/// <param name="capacity">How many bytes are collected before they are written out.</param>
internal sealed class TickLines(Stream output, int capacity = 256 * 1024)
{
    // No line is longer: names, reasons and numbers all have their bounds, even with every character escaped.
    private const int LongestLine = 4 * 1024;

    private const long PerSecond = 1_000_000_000;

    // As far as the point that follows the seconds.
    private const int UpToSeconds = 20;

    private readonly byte[] _bytes = new byte[capacity + LongestLine];
    private readonly byte[] _second = new byte[UnixNanos.TextLength];
    private long _secondNumber = long.MinValue;
    private int _count;

    /// <summary>Appends text as it is.</summary>
    public void Text(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_bytes.AsSpan(_count));
        _count += utf8.Length;
    }

    /// <summary>Appends text as a field of comma-separated values, quoted where it must be.</summary>
    public void CsvText(ReadOnlySpan<byte> utf8) => _count += Export.CsvText.Format(_bytes.AsSpan(_count), utf8);

    /// <summary>Appends a whole number.</summary>
    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_count), out int written);
        _count += written;
    }

    /// <summary>Appends a whole number without a sign.</summary>
    public void Number(ulong value)
    {
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_count), out int written);
        _count += written;
    }

    /// <summary>Appends the shortest exact decimal.</summary>
    public void Decimal(long mantissa, int scale) => _count += DecimalText.Format(_bytes.AsSpan(_count), mantissa, scale);

    /// <summary>Appends an instant in RFC 3339 with nine decimals.</summary>
    public void Instant(UnixNanos instant)
    {
        // Most ticks come within the second of the one before: its text is the same up to the point.
        (long second, long nanos) = Math.DivRem(instant.Value, PerSecond);
        second -= nanos < 0 ? 1 : 0;
        nanos += nanos < 0 ? PerSecond : 0;
        if (second != _secondNumber)
        {
            instant.TryFormat(_second, out _);
            _secondNumber = second;
        }

        Span<byte> text = _bytes.AsSpan(_count, UnixNanos.TextLength);
        _second.AsSpan(0, UpToSeconds).CopyTo(text);
        for (int place = UnixNanos.TextLength - 2; place >= UpToSeconds; place--)
        {
            text[place] = (byte)('0' + (nanos % 10));
            nanos /= 10;
        }

        text[^1] = (byte)'Z';
        _count += UnixNanos.TextLength;
    }

    /// <summary>Ends a line; writes out when much has been collected.</summary>
    public void EndLine()
    {
        _bytes[_count++] = (byte)'\n';
        if (_count >= capacity)
        {
            WriteOut();
        }
    }

    /// <summary>Writes out what was collected.</summary>
    /// <exception cref="IOException">The output cannot be written, or nobody reads it any more.</exception>
    public void WriteOut()
    {
        output.Write(_bytes, 0, _count);
        output.Flush();
        _count = 0;
    }
}
