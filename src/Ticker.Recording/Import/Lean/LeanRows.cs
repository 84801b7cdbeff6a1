using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Lean;

/// <summary>
/// The lines of a LEAN tick file. What LEAN marks as suspicious is left out, and so are trades of size 0. Equity quotes are
/// one side of one exchange each; what comes out is the best over all exchanges. A tick is recorded at its own time.
/// </summary>
/// <param name="lines">Where the lines come from.</param>
/// <param name="place">Where the file lies.</param>
/// <param name="shape">What its lines are.</param>
/// <param name="clock">What its times mean.</param>
internal sealed class LeanRows(LineReader lines, LeanPlace place, LeanShape shape, LeanClock clock) : TickRows(lines)
{
    private const int EquityPriceShift = 4;

    private readonly CsvFields _fields = new(lines);

    /// <inheritdoc/>
    public override AssetClass AssetClass => place.Type.Length == 0 && shape.Columns is LeanColumns.EquityQuote or LeanColumns.EquityTrade ? AssetClass.Equity : place.AssetClass;

    /// <inheritdoc/>
    public override string Venue => place.Market.Length > 0 ? place.Market.ToUpperInvariant() : AssetClass == AssetClass.Equity ? "USA" : "LEAN";

    /// <inheritdoc/>
    public override string Symbol => place.Symbol ?? "";

    /// <inheritdoc/>
    public override bool Read(ReadOnlySpan<byte> line, ref TickRow row)
    {
        _fields.Split(line);
        if (_fields.Count != shape.Fields)
        {
            throw Lines.Wrong($"the line has {_fields.Count} fields; the first one has {shape.Fields}");
        }

        ReadOnlySpan<byte> time = _fields.Of(line, 0);
        row.EventTime = row.RecordedAt = LeanClock.TryParse(time, out long nanos) ? clock.Instant(nanos) : throw WrongField("time", time, "is not one in milliseconds of a day");
        switch (shape.Columns)
        {
            case LeanColumns.ForexQuote:
                row.Kind = RowKind.Quote;
                row.BidPrice = Needed(line, 1, "bid price");
                row.AskPrice = Needed(line, 2, "ask price");
                return true;
            case LeanColumns.CryptoQuote:
                row.Kind = RowKind.Quote;
                row.BidPrice = _fields.Of(line, 1);
                row.BidSize = _fields.Of(line, 2);
                row.AskPrice = _fields.Of(line, 3);
                row.AskSize = _fields.Of(line, 4);
                return true;
            case LeanColumns.EquityQuote:
                return ReadSide(line, ref row);
            default:
                return ReadTrade(line, ref row);
        }
    }

    private bool ReadTrade(ReadOnlySpan<byte> line, ref TickRow row)
    {
        row.Kind = RowKind.Trade;
        row.Price = _fields.Of(line, 1);
        row.Size = _fields.Of(line, 2);
        row.PriceShift = shape.Columns == LeanColumns.EquityTrade ? EquityPriceShift : 0;
        return shape.Columns == LeanColumns.CryptoTrade || (!IsSuspicious(line, 5) && !IsZero(row.Size));
    }

    // The other side of the line is 0 x 0.
    private bool ReadSide(ReadOnlySpan<byte> line, ref TickRow row)
    {
        ReadOnlySpan<byte> exchange = _fields.Of(line, 5);
        bool bid = !IsZero(_fields.Of(line, 1)) || !IsZero(_fields.Of(line, 2));
        bool ask = !IsZero(_fields.Of(line, 3)) || !IsZero(_fields.Of(line, 4));
        if (bid && ask)
        {
            throw Lines.Wrong("a line of LEAN equity quotes has a bid or an ask; this one has both");
        }

        row.Kind = RowKind.ExchangeSide;
        row.PriceShift = EquityPriceShift;
        row.Side = bid ? Side.Buy : Side.Sell;
        row.Price = _fields.Of(line, bid ? 1 : 3);
        row.Size = _fields.Of(line, bid ? 2 : 4);
        row.Exchange = exchange.Length <= 1 ? (exchange.IsEmpty ? (byte)0 : exchange[0]) : throw WrongField("exchange", exchange, "is not one letter");
        return (bid || ask) && !IsSuspicious(line, 7);
    }

    private ReadOnlySpan<byte> Needed(ReadOnlySpan<byte> line, int field, string name)
    {
        ReadOnlySpan<byte> text = _fields.Of(line, field);
        return text.IsEmpty ? throw WrongField(name, text, "is missing") : text;
    }

    private bool IsSuspicious(ReadOnlySpan<byte> line, int field)
    {
        ReadOnlySpan<byte> text = _fields.Of(line, field);
        return text.SequenceEqual("1"u8) || (!text.SequenceEqual("0"u8) ? throw WrongField("mark of what is suspicious", text, "is not 0 or 1") : false);
    }

    private static bool IsZero(ReadOnlySpan<byte> number) => !number.IsEmpty && !number.ContainsAnyExcept("0."u8);
}
