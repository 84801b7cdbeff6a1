using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>Makes ticks of rows, exactly or not at all. Sequence numbers are given by who asked. For one thread.</summary>
/// <param name="lines">Where the row stands, for errors.</param>
/// <param name="rows">What its numbers are called.</param>
internal sealed class RowTicks(LineReader lines, TickRows rows)
{
    /// <summary>A quote, unless it has neither side.</summary>
    /// <exception cref="RecordingFormatException">A number is not what it should be.</exception>
    public bool TryMakeQuote(in TickRow row, Instrument instrument, out Tick quote)
    {
        bool bid = HasSide(in row, instrument, RowField.BidPrice, RowField.BidSize, out long bidPrice, out long bidSize);
        bool ask = HasSide(in row, instrument, RowField.AskPrice, RowField.AskSize, out long askPrice, out long askSize);
        quote = new Tick
        {
            Kind = TickKind.Quote,
            Flags = row.Flags,
            Instrument = instrument.Number,
            EventTime = new UnixNanos(row.EventTime),
            BidPrice = bidPrice,
            BidSize = bidSize,
            AskPrice = askPrice,
            AskSize = askSize,
        };
        return bid || ask;
    }

    /// <summary>A trade.</summary>
    /// <exception cref="RecordingFormatException">A number is missing or not what it should be.</exception>
    public Tick MakeTrade(in TickRow row, Instrument instrument) => new()
    {
        Kind = TickKind.Trade,
        Flags = row.Flags,
        Instrument = instrument.Number,
        EventTime = new UnixNanos(row.EventTime),
        Price = Price(in row, instrument, RowField.Price),
        Size = Size(in row, instrument, RowField.Size),
        TradeId = row.TradeId,
        Side = row.Side,
    };

    /// <summary>A price.</summary>
    /// <exception cref="RecordingFormatException">It is missing or not what it should be.</exception>
    public long Price(in TickRow row, Instrument instrument, RowField field) => Number(row[field], instrument.PriceScale - row.PriceShift, field);

    /// <summary>A size.</summary>
    /// <exception cref="RecordingFormatException">It is missing, negative or not what it should be.</exception>
    public long Size(in TickRow row, Instrument instrument, RowField field)
    {
        long size = Number(row[field], instrument.SizeScale, field);
        return size >= 0 ? size : throw lines.WrongField(rows.NameOf(field), row[field], "is negative");
    }

    // A side without a price is none, and so is one that says its size is 0; one that says no size is there all the same.
    private bool HasSide(in TickRow row, Instrument instrument, RowField priceField, RowField sizeField, out long price, out long size)
    {
        price = row[priceField].IsEmpty ? Tick.NoPrice : Price(in row, instrument, priceField);
        bool sizeTold = !row[sizeField].IsEmpty;
        size = sizeTold ? Size(in row, instrument, sizeField) : 0;
        if (price != Tick.NoPrice && (size > 0 || !sizeTold))
        {
            return true;
        }

        (price, size) = (Tick.NoPrice, 0);
        return false;
    }

    // The first reading has found scales for all numbers but those that no scale holds.
    private static int MostDecimals(RowField field) =>
        field is RowField.BidPrice or RowField.AskPrice or RowField.Price ? Instrument.MaxPriceScale : Instrument.MaxSizeScale;

    private long Number(ReadOnlySpan<byte> text, int scale, RowField field)
    {
        string? wrong = ExactNumber.Parse(text, scale, out long mantissa) switch
        {
            DecimalResult.Exact => null,
            DecimalResult.TooFine => $"has more than {MostDecimals(field)} decimals",
            DecimalResult.TooLarge => $"is out of range: with the {scale} decimals that this needs, numbers end at 10^{18 - scale}",
            _ => text.IsEmpty ? "is missing" : "is not a decimal number",
        };
        return wrong is null ? mantissa : throw lines.WrongField(rows.NameOf(field), text, wrong);
    }
}
