using System.Text;
using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Csv;

/// <summary>
/// The lines of a CSV file with named columns. A line is a quote, a trade or a status by its column <c>kind</c>, and where there
/// is none by what it holds. Errors name the column.
/// </summary>
internal sealed class CsvRows : TickRows
{
    private const string DefaultVenue = "CSV";
    private const TickFlags Kept = TickFlags.Snapshot | TickFlags.OutOfHours;

    private readonly CsvFields _fields;
    private readonly TimeZoneInfo _zone;
    private readonly string _stem;
    private CsvColumns? _columns;

    /// <summary>Starts before the header.</summary>
    /// <param name="lines">Where the lines come from.</param>
    /// <param name="fields">Divides them.</param>
    /// <param name="file">The file's name, for the symbol where no column has it.</param>
    /// <param name="opening">The zone, where the user says it.</param>
    public CsvRows(LineReader lines, CsvFields fields, string file, RecordingOpening opening)
        : base(lines)
    {
        _fields = fields;
        _zone = opening.TimeZone ?? TimeZoneInfo.Utc;
        string name = Path.GetFileName(file);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        _stem = dot > 0 ? name[..dot] : name;
    }

    /// <inheritdoc/>
    public override string Venue => DefaultVenue;

    /// <inheritdoc/>
    public override string Symbol => _stem;

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> line, ref TickRow row)
    {
        if (_columns is null)
        {
            _columns = new CsvColumns(new Columns(line, _fields));
            return _columns.Missing() is { } missing ? throw Lines.Wrong(missing) : false;
        }

        _fields.Split(line);
        if (_fields.Count != _columns.Count)
        {
            throw Lines.Wrong($"the line has {_fields.Count} fields, the header {_columns.Count}");
        }

        ReadName(line, ref row);
        ReadTimes(line, ref row);
        row.Price = Of(line, _columns.Price);
        row.BidPrice = Of(line, _columns.BidPrice);
        row.AskPrice = Of(line, _columns.AskPrice);
        row.Kind = KindOf(line, in row);
        row.Flags = FlagsOf(line, row.Kind);
        switch (row.Kind)
        {
            case RowKind.Quote:
                row.BidSize = Of(line, _columns.BidSize);
                row.AskSize = Of(line, _columns.AskSize);
                return true;
            case RowKind.Trade:
                row.Size = Of(line, _columns.Size);
                row.Side = SideOf(Of(line, _columns.Side));
                TakeTradeId(Of(line, _columns.TradeId), ref row);
                return true;
            default:
                row.State = StateOf(Of(line, _columns.State));
                row.Reason = Of(line, _columns.Reason);
                return true;
        }
    }

    /// <inheritdoc/>
    public override string NameOf(RowField field) => ValueOf(field switch
    {
        RowField.BidPrice => _columns!.BidPrice,
        RowField.BidSize => _columns!.BidSize,
        RowField.AskPrice => _columns!.AskPrice,
        RowField.AskSize => _columns!.AskSize,
        RowField.Price => _columns!.Price,
        _ => _columns!.Size,
    });

    private string ValueOf(int column) => $"value of column {_columns!.NameOf(column)}";

    private ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, int column) => column < 0 ? default : _fields.Of(line, column).Trim((byte)' ');

    // Where no column names the venue, the symbol may, as in XNAS:AAPL.
    private void ReadName(ReadOnlySpan<byte> line, ref TickRow row)
    {
        row.Venue = Of(line, _columns!.Venue);
        row.Symbol = Of(line, _columns.Symbol);
        if (_columns.Symbol >= 0 && row.Symbol.IsEmpty)
        {
            throw WrongField(ValueOf(_columns.Symbol), row.Symbol, "is missing");
        }

        int colon = row.Venue.IsEmpty ? row.Symbol.IndexOf((byte)':') : -1;
        if (colon > 0)
        {
            row.Venue = row.Symbol[..colon];
            row.Symbol = row.Symbol[(colon + 1)..];
        }
    }

    private void ReadTimes(ReadOnlySpan<byte> line, ref TickRow row)
    {
        ReadOnlySpan<byte> date = Of(line, _columns!.Date);
        row.EventTime = TimeOf(line, _columns.EventTime, date);
        row.RecordedAt = TimeOf(line, _columns.ReceiveTime, default);
        row.RecordedAt = row.RecordedAt == 0 ? row.EventTime : row.RecordedAt;
        if (row.RecordedAt == 0)
        {
            throw WrongField(ValueOf(_columns.EventTime >= 0 ? _columns.EventTime : _columns.ReceiveTime), default, "is missing: the line says no time");
        }
    }

    private long TimeOf(ReadOnlySpan<byte> line, int column, ReadOnlySpan<byte> date)
    {
        ReadOnlySpan<byte> text = Of(line, column);
        if (text.IsEmpty)
        {
            return 0;
        }

        bool good = date.IsEmpty ? CsvTimes.TryParse(text, _zone, out long nanos) : CsvTimes.TryParse(date, text, _zone, out nanos);
        return good ? nanos : throw WrongField(ValueOf(column), text, date.IsEmpty
            ? "is not a time: one reads 2024-08-08T23:54:13.937Z, or counts s, ms, us or ns since 1970"
            : $"with the date '{Text(date)}' is not a time: they read 2024-08-08 and 23:54:13.937");
    }

    private RowKind KindOf(ReadOnlySpan<byte> line, in TickRow row)
    {
        ReadOnlySpan<byte> kind = Of(line, _columns!.Kind);
        if (!kind.IsEmpty)
        {
            return Is(kind, "quote"u8) ? RowKind.Quote : Is(kind, "trade"u8) ? RowKind.Trade : Is(kind, "status"u8) ? RowKind.Status
                : throw WrongField(ValueOf(_columns.Kind), kind, "is not quote, trade or status");
        }

        return !row.Price.IsEmpty ? RowKind.Trade
            : !row.BidPrice.IsEmpty || !row.AskPrice.IsEmpty ? RowKind.Quote
            : !Of(line, _columns.State).IsEmpty ? RowKind.Status
            : _columns.BidPrice < 0 && _columns.AskPrice < 0 ? RowKind.Trade : RowKind.Quote;
    }

    private Side SideOf(ReadOnlySpan<byte> text) =>
        Is(text, "buy"u8) || Is(text, "b"u8) ? Side.Buy
        : Is(text, "sell"u8) || Is(text, "s"u8) ? Side.Sell
        : text.IsEmpty || Is(text, "none"u8) || Is(text, "unknown"u8) ? Side.None
        : throw WrongField(ValueOf(_columns!.Side), text, "is not buy or sell or empty");

    private TradingState StateOf(ReadOnlySpan<byte> text) =>
        Is(text, "trading"u8) ? TradingState.Trading
        : Is(text, "halted"u8) ? TradingState.Halted
        : Is(text, "paused"u8) ? TradingState.Paused
        : Is(text, "closed"u8) ? TradingState.Closed
        : Is(text, "pre-open"u8) ? TradingState.PreOpen
        : text.IsEmpty || Is(text, "unknown"u8) ? TradingState.Unknown
        : throw WrongField(ValueOf(_columns!.State), text, "is not trading, halted, paused, closed or pre-open");

    // What a flag says of a server that had the tick, and not of the tick, is left behind.
    private TickFlags FlagsOf(ReadOnlySpan<byte> line, RowKind kind)
    {
        ReadOnlySpan<byte> text = Of(line, _columns!.Flags);
        if (text.IsEmpty)
        {
            return TickFlags.None;
        }

        return System.Buffers.Text.Utf8Parser.TryParse(text, out byte flags, out int read) && read == text.Length
            ? (TickFlags)flags & (kind == RowKind.Trade ? Kept | TickFlags.HashedTradeId : Kept)
            : throw WrongField(ValueOf(_columns.Flags), text, "is not a number of flags, 0 to 255");
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
