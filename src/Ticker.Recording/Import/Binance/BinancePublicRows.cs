using System.Buffers.Text;
using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>The lines of a Binance public file. Its symbol stands in its name only, as in <c>BTCUSDT-trades-2024-08-08.csv</c>.</summary>
/// <remarks>
/// Times are in ms, or in us in newer spot files. A trade is recorded at its own time, for the file has no other; a quote was
/// made at the time of its transaction and recorded at that of its event. Trades of aggTrades have the id of the aggregate.
/// </remarks>
internal sealed class BinancePublicRows : TickRows
{
    private static readonly string[] Kinds = ["-trades", "-aggTrades", "-bookTicker"];

    private readonly CsvFields _fields;
    private readonly string _file;
    private readonly string? _symbol;
    private BinancePublicShape? _shape;
    private byte[] _venue = [];
    private byte[] _utf8Symbol = [];

    /// <summary>Starts before the first line.</summary>
    /// <param name="lines">Where the lines come from.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="opening">The symbol, where the user says it.</param>
    public BinancePublicRows(LineReader lines, string file, RecordingOpening opening)
        : base(lines)
    {
        _fields = new CsvFields(lines);
        _file = file;
        _symbol = opening.Symbol ?? SymbolIn(Path.GetFileName(file));
    }

    /// <inheritdoc/>
    public override AssetClass AssetClass => AssetClass.Crypto;

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> line, ref TickRow row)
    {
        if (_shape is null)
        {
            Begin(line);
            if (_shape!.HasHeader)
            {
                return false;
            }
        }

        _fields.Split(line);
        if (_fields.Count != _shape.Fields)
        {
            throw Lines.Wrong($"the line has {_fields.Count} fields; it should have {_shape.Fields}");
        }

        row.Venue = _venue;
        row.Symbol = _utf8Symbol;
        row.EventTime = MillisOrMicros(_fields.Of(line, _shape.TimeField), "time");
        if (_shape.IsQuotes)
        {
            row.Kind = RowKind.Quote;
            row.BidPrice = _fields.Of(line, 1);
            row.BidSize = _fields.Of(line, 2);
            row.AskPrice = _fields.Of(line, 3);
            row.AskSize = _fields.Of(line, 4);
            row.RecordedAt = MillisOrMicros(_fields.Of(line, 6), "event time");
            return true;
        }

        ReadOnlySpan<byte> id = _fields.Of(line, 0);
        if (!Utf8Parser.TryParse(id, out row.TradeId, out int read) || read != id.Length)
        {
            throw WrongField("id", id, "is not a whole number");
        }

        ReadOnlySpan<byte> maker = _fields.Of(line, _shape.MakerField);
        row.Kind = RowKind.Trade;
        row.Price = _fields.Of(line, 1);
        row.Size = _fields.Of(line, 2);
        row.RecordedAt = row.EventTime;
        row.Side = IsFlag(maker, out bool buyerIsMaker) ? buyerIsMaker ? Side.Sell : Side.Buy : throw WrongField("is_buyer_maker", maker, "is not true or false");
        return true;
    }

    /// <summary>Whether a text is one of those that stand for true and false.</summary>
    public static bool IsFlag(ReadOnlySpan<byte> text, out bool flag)
    {
        flag = text.SequenceEqual("true"u8) || text.SequenceEqual("True"u8) || text.SequenceEqual("TRUE"u8);
        return flag || text.SequenceEqual("false"u8) || text.SequenceEqual("False"u8) || text.SequenceEqual("FALSE"u8);
    }

    /// <summary>The symbol in a file's name; null where there is none.</summary>
    public static string? SymbolIn(string file)
    {
        int end = Kinds.Select(kind => file.IndexOf(kind, StringComparison.OrdinalIgnoreCase)).Where(at => at > 0).DefaultIfEmpty(-1).Min();
        return end > 0 ? file[..end] : null;
    }

    private void Begin(ReadOnlySpan<byte> line)
    {
        _shape = BinancePublicShape.Of(line) ?? throw Lines.Wrong("this is not a line of a Binance public file");
        if (_symbol is null)
        {
            throw Lines.Wrong("a Binance public file says its symbol in its name only, as in BTCUSDT-trades-2024-08-08.csv; this one does not: name it with --symbol");
        }

        string venue = !_shape.IsFutures ? BinanceRawReader.SpotVenue
            : _symbol.Contains("USD_", StringComparison.Ordinal) || _file.Contains("/futures/cm/", StringComparison.Ordinal) ? BinanceRawReader.CoinFuturesVenue
            : BinanceRawReader.UsdFuturesVenue;
        _venue = System.Text.Encoding.UTF8.GetBytes(venue);
        _utf8Symbol = System.Text.Encoding.UTF8.GetBytes(_symbol);
    }
}
