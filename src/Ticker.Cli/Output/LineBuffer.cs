using System.Buffers;
using System.Buffers.Text;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>Collects lines of UTF-8 text and writes them out together. Used by one thread.</summary>
internal sealed class LineBuffer(Stream output) : IAsyncDisposable
{
    private const int MostCollected = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _text = new(4096);

    /// <summary>Appends text as it is.</summary>
    public void Text(ReadOnlySpan<byte> utf8) => _text.Write(utf8);

    /// <summary>Appends text as a field of comma-separated values, quoted where it must be.</summary>
    public void CsvText(ReadOnlySpan<byte> utf8) =>
        _text.Advance(Recording.Export.CsvText.Format(_text.GetSpan(Recording.Export.CsvText.MaxLength(utf8.Length)), utf8));

    /// <summary>Appends spaces up to a width.</summary>
    /// <param name="length">How many characters stand there already.</param>
    /// <param name="width">How many there shall be.</param>
    public void Pad(int length, int width)
    {
        int missing = Math.Max(0, width - length);
        _text.GetSpan(missing + 1)[..missing].Fill((byte)' ');
        _text.Advance(missing);
    }

    /// <summary>Appends a whole number.</summary>
    public void Number(ulong value)
    {
        Utf8Formatter.TryFormat(value, _text.GetSpan(20), out int written);
        _text.Advance(written);
    }

    /// <summary>Appends an exact decimal.</summary>
    public void Decimal(long mantissa, int scale) =>
        _text.Advance(DecimalText.Format(_text.GetSpan(DecimalText.MaxLength), mantissa, scale));

    /// <summary>Appends an exact decimal of up to 128 bits.</summary>
    public void WideDecimal(Int128 mantissa, int scale) =>
        _text.Advance(WideDecimalText.Format(_text.GetSpan(WideDecimalText.MaxLength), mantissa, scale));

    /// <summary>Appends an instant in RFC 3339 with nine decimals.</summary>
    public void Instant(UnixNanos instant)
    {
        instant.TryFormat(_text.GetSpan(UnixNanos.TextLength), out int written);
        _text.Advance(written);
    }

    /// <summary>Ends a line; writes out when much has been collected.</summary>
    public void EndLine()
    {
        _text.Write("\n"u8);
        if (_text.WrittenCount >= MostCollected)
        {
            WriteOut();
        }
    }

    /// <summary>Writes out what was collected.</summary>
    public ValueTask FlushAsync()
    {
        WriteOut();
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the stream, without writing out.</summary>
    public ValueTask DisposeAsync() => output.DisposeAsync();

    // Blocking is right here: whoever reads our output slowly shall slow us.
    private void WriteOut()
    {
        if (_text.WrittenCount > 0)
        {
            output.Write(_text.WrittenSpan);
            output.Flush();
            _text.ResetWrittenCount();
        }
    }
}
