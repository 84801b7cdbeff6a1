using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Tardis;

/// <summary>
/// The lines of a Tardis file, by the columns of its header. Source: docs.tardis.dev, downloadable CSV files, data types.
/// </summary>
/// <remarks>
/// Venue: the exchange in capitals; Binance's futures are named as elsewhere here. Times are in microseconds; one that equals
/// the receive time was not told by the exchange. Amounts of 0 are no side. Trade ids that are text are hashed.
/// </remarks>
/// <param name="lines">Where the lines come from.</param>
/// <param name="file">The file's name, for what content alone cannot tell.</param>
internal sealed class TardisRows(LineReader lines, string file) : TickRows(lines)
{
    private readonly CsvFields _fields = new(lines);
    private byte[] _exchange = [];
    private byte[] _venue = [];
    private TardisKind _kind;
    private int _columns;
    private (int Exchange, int Symbol, int Timestamp, int LocalTimestamp) _common;
    private (int Bid, int BidSize, int Ask, int AskSize) _quote;
    private (int Id, int Snapshot, int Side, int Price, int Size) _change;

    /// <inheritdoc/>
    public override AssetClass AssetClass => AssetClass.Crypto;

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> line, ref TickRow row)
    {
        if (_columns == 0)
        {
            Begin(line);
            return false;
        }

        _fields.Split(line);
        if (_fields.Count != _columns)
        {
            throw Lines.Wrong($"the line has {_fields.Count} fields, the header {_columns}");
        }

        row.Venue = VenueOf(_fields.Of(line, _common.Exchange));
        row.Symbol = _fields.Of(line, _common.Symbol);
        row.RecordedAt = Micros(_fields.Of(line, _common.LocalTimestamp), "local_timestamp");
        long time = Micros(_fields.Of(line, _common.Timestamp), "timestamp");
        row.EventTime = time == row.RecordedAt ? 0 : time;
        if (_kind == TardisKind.Quotes)
        {
            row.Kind = RowKind.Quote;
            row.BidPrice = _fields.Of(line, _quote.Bid);
            row.BidSize = _fields.Of(line, _quote.BidSize);
            row.AskPrice = _fields.Of(line, _quote.Ask);
            row.AskSize = _fields.Of(line, _quote.AskSize);
            return true;
        }

        row.Kind = _kind == TardisKind.Trades ? RowKind.Trade : RowKind.Level;
        row.Price = _fields.Of(line, _change.Price);
        row.Size = _fields.Of(line, _change.Size);
        ReadOnlySpan<byte> side = _fields.Of(line, _change.Side);
        if (_kind == TardisKind.Trades)
        {
            row.Side = SideOf(side, "buy"u8, "sell"u8, orUnknown: true);
            TakeTradeId(_change.Id < 0 ? default : _fields.Of(line, _change.Id), ref row);
            return true;
        }

        row.Side = SideOf(side, "bid"u8, "ask"u8, orUnknown: false);
        row.Flags = IsSnapshot(_fields.Of(line, _change.Snapshot)) ? TickFlags.Snapshot : TickFlags.None;
        return true;
    }

    /// <inheritdoc/>
    public override string NameOf(RowField field) => field switch
    {
        RowField.BidPrice => "bid_price",
        RowField.BidSize => "bid_amount",
        RowField.AskPrice => "ask_price",
        RowField.AskSize => "ask_amount",
        RowField.Price => "price",
        _ => "amount",
    };

    private void Begin(ReadOnlySpan<byte> header)
    {
        var columns = new Columns(header, _fields);
        _columns = columns.Count;
        _common = (columns.Find("exchange"), columns.Find("symbol"), columns.Find("timestamp"), columns.Find("local_timestamp"));
        _quote = (columns.Find("bid_price", "bids[0].price"), columns.Find("bid_amount", "bids[0].amount"),
            columns.Find("ask_price", "asks[0].price"), columns.Find("ask_amount", "asks[0].amount"));
        _change = (columns.Find("id"), columns.Find("is_snapshot"), columns.Find("side"), columns.Find("price"), columns.Find("amount"));
        if (Math.Min(Math.Min(_common.Exchange, _common.Symbol), Math.Min(_common.Timestamp, _common.LocalTimestamp)) < 0)
        {
            throw Lines.Wrong("the header of a Tardis file names exchange, symbol, timestamp and local_timestamp");
        }

        bool quotes = Math.Min(Math.Min(_quote.Bid, _quote.BidSize), Math.Min(_quote.Ask, _quote.AskSize)) >= 0;
        bool changes = Math.Min(_change.Side, Math.Min(_change.Price, _change.Size)) >= 0;

        // Liquidations have the very columns of trades, but are not: most are trades as well, and stand in that file too.
        bool liquidations = Path.GetFileName(file).Contains("_liquidations_", StringComparison.Ordinal);
        if ((!quotes && !changes) || liquidations)
        {
            throw Lines.Wrong($"this Tardis file holds neither quotes nor trades nor price levels: its columns are {string.Join(", ", columns.Names.Take(12))}");
        }

        _kind = quotes ? TardisKind.Quotes : _change.Snapshot >= 0 ? TardisKind.Levels : TardisKind.Trades;
    }

    private ReadOnlySpan<byte> VenueOf(ReadOnlySpan<byte> exchange)
    {
        if (!exchange.SequenceEqual(_exchange))
        {
            _exchange = exchange.ToArray();
            _venue = System.Text.Encoding.UTF8.GetBytes(Text(exchange) switch
            {
                "binance-futures" => Binance.BinanceRawReader.UsdFuturesVenue,
                "binance-delivery" => Binance.BinanceRawReader.CoinFuturesVenue,
                var name => name.ToUpperInvariant(),
            });
        }

        return _venue;
    }

    private Side SideOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> buy, ReadOnlySpan<byte> sell, bool orUnknown) =>
        text.SequenceEqual(buy) ? Side.Buy
        : text.SequenceEqual(sell) ? Side.Sell
        : orUnknown && (text.IsEmpty || text.SequenceEqual("unknown"u8)) ? Side.None
        : throw WrongField("side", text, $"is not {Text(buy)} or {Text(sell)}{(orUnknown ? " or unknown" : "")}");

    private bool IsSnapshot(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || (text.SequenceEqual("false"u8) ? false : throw WrongField("is_snapshot", text, "is not true or false"));
}
