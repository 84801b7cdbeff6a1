using System.Buffers.Text;
using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// How the lines of one format are read. A text is read twice, each time with one of these from its first line on. For one thread.
/// </summary>
/// <param name="lines">Where the lines come from, for errors.</param>
internal abstract class TickRows(LineReader lines)
{
    private const long NanosPerMicro = 1_000;
    private const long NanosPerMilli = 1_000_000;

    /// <summary>What all instruments of the text are.</summary>
    public virtual AssetClass AssetClass => AssetClass.Unspecified;

    /// <summary>The venue of lines that do not name theirs.</summary>
    public virtual string Venue => "";

    /// <summary>The symbol of lines that do not name theirs.</summary>
    public virtual string Symbol => "";

    /// <summary>Where the lines come from.</summary>
    protected LineReader Lines => lines;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, not empty.</param>
    /// <param name="row">What it says; its spans are of the line, or live as long as this.</param>
    /// <returns>False where it says nothing that becomes a tick, as a header.</returns>
    /// <exception cref="RecordingFormatException">It is not a line of this format.</exception>
    public abstract bool Read(ReadOnlySpan<byte> line, ref TickRow row);

    /// <summary>What a number is called in errors.</summary>
    public virtual string NameOf(RowField field) => field switch
    {
        RowField.BidPrice => "bid price",
        RowField.BidSize => "bid size",
        RowField.AskPrice => "ask price",
        RowField.AskSize => "ask size",
        RowField.Price => "price",
        _ => "size",
    };

    /// <summary>The error for a field that does not hold what it should.</summary>
    protected RecordingFormatException WrongField(string name, ReadOnlySpan<byte> text, string wrong) => lines.WrongField(name, text, wrong);

    /// <summary>An instant in whole microseconds.</summary>
    protected long Micros(ReadOnlySpan<byte> text, string name) => Instant(text, NanosPerMicro, name, "a time in microseconds");

    /// <summary>An instant in whole milliseconds, or, where that would be beyond the year 5000, in microseconds.</summary>
    protected long MillisOrMicros(ReadOnlySpan<byte> text, string name) =>
        Instant(text, text.Length > 14 ? NanosPerMicro : NanosPerMilli, name, "a time in milliseconds or microseconds");

    /// <summary>A trade's id: a number as it is, any other text by its hash.</summary>
    protected static void TakeTradeId(ReadOnlySpan<byte> text, ref TickRow row)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (Utf8Parser.TryParse(text, out ulong id, out int read) && read == text.Length)
        {
            row.TradeId = id;
            return;
        }

        row.TradeId = TextTradeId.Hash(text);
        row.Flags |= TickFlags.HashedTradeId;
    }

    private long Instant(ReadOnlySpan<byte> text, long unit, string name, string what) =>
        Utf8Parser.TryParse(text, out long time, out int read) && read == text.Length && time > 0 && time <= long.MaxValue / unit
            ? time * unit
            : throw WrongField(name, text, $"is not {what}");

    /// <summary>Text for an error.</summary>
    protected static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
