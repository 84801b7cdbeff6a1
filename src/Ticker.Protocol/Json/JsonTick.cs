using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Puts one tick as a JSON object. The caller has made sure of <see cref="MaxBytes"/>.</summary>
internal static class JsonTick
{
    // Counted from the longest form of each key and value of a quote with summary and receive time; a test holds it.
    private const int MaxBytesWithoutName = 576;

    /// <summary>What ends a data message.</summary>
    public static ReadOnlySpan<byte> MessageTail => "]}"u8;

    /// <summary>The most bytes of a tick of an instrument.</summary>
    public static int MaxBytes(Instrument instrument) => MaxBytesWithoutName + (instrument.Utf8Name.Length * JsonText.MaxGrowth);

    /// <summary>Puts what starts a data message; returns the bytes written.</summary>
    public static int PutMessageHead(Span<byte> destination, int id)
    {
        var json = new JsonCursor(destination);
        json.Raw("{\"id\":"u8);
        json.Number(id);
        json.Raw(",\"ticks\":["u8);
        return json.Length;
    }

    /// <summary>Puts a tick; returns the bytes written.</summary>
    public static int Put(Span<byte> destination, in Tick tick, Instrument instrument, TickFlags flags, in Collapsed collapsed, bool times)
    {
        var json = new JsonCursor(destination);
        json.Raw(tick.Kind switch
        {
            TickKind.Quote => "{\"T\":\"q\",\"S\":"u8,
            TickKind.Trade => "{\"T\":\"t\",\"S\":"u8,
            _ => "{\"T\":\"s\",\"S\":"u8,
        });
        json.Text(instrument.Utf8Name.Span);
        json.Raw(",\"seq\":"u8);
        json.Digits(tick.Sequence);
        if (!tick.EventTime.IsNone)
        {
            json.Raw(",\"t\":"u8);
            json.Instant(tick.EventTime);
        }

        switch (tick.Kind)
        {
            case TickKind.Quote:
                PutQuote(ref json, in tick, instrument);
                break;
            case TickKind.Trade:
                PutTrade(ref json, in tick, instrument);
                break;
            default:
                PutStatus(ref json, in tick);
                break;
        }

        json.Raw(",\"f\":"u8);
        json.Number((byte)flags);
        if (collapsed.IsMany && tick.Kind != TickKind.Status)
        {
            PutCollapsed(ref json, tick.Kind, instrument, in collapsed);
        }

        if (times)
        {
            json.Raw(",\"rt\":"u8);
            json.Instant(tick.ReceiveTime);
        }

        json.Raw("}"u8);
        return json.Length;
    }

    private static void PutQuote(ref JsonCursor json, in Tick tick, Instrument instrument)
    {
        if (tick.HasBid)
        {
            PutDecimal(ref json, ",\"bp\":"u8, tick.BidPrice, instrument.PriceScale);
            PutDecimal(ref json, ",\"bs\":"u8, tick.BidSize, instrument.SizeScale);
        }

        if (tick.HasAsk)
        {
            PutDecimal(ref json, ",\"ap\":"u8, tick.AskPrice, instrument.PriceScale);
            PutDecimal(ref json, ",\"as\":"u8, tick.AskSize, instrument.SizeScale);
        }
    }

    private static void PutTrade(ref JsonCursor json, in Tick tick, Instrument instrument)
    {
        PutDecimal(ref json, ",\"p\":"u8, tick.Price, instrument.PriceScale);
        PutDecimal(ref json, ",\"s\":"u8, tick.Size, instrument.SizeScale);
        json.Raw(",\"side\":"u8);
        json.Number((byte)tick.Side);
        json.Raw(",\"i\":"u8);
        json.Digits(tick.TradeId);
    }

    private static void PutStatus(ref JsonCursor json, in Tick tick)
    {
        json.Raw(",\"st\":"u8);
        json.Number((byte)tick.State);
        json.Raw(",\"reason\":"u8);
        json.Text(tick.Reason);
    }

    private static void PutCollapsed(ref JsonCursor json, TickKind kind, Instrument instrument, in Collapsed collapsed)
    {
        json.Raw(",\"c\":{\"n\":"u8);
        json.Number(collapsed.Count);
        json.Raw(",\"first\":"u8);
        json.Digits(collapsed.FirstSequence);
        json.Raw(",\"cause\":"u8);
        json.Number((byte)collapsed.Cause);
        if (kind == TickKind.Quote && collapsed.HasQuoteSummary)
        {
            PutPrice(ref json, ",\"bh\":"u8, collapsed.BidHigh, instrument.PriceScale);
            PutPrice(ref json, ",\"bl\":"u8, collapsed.BidLow, instrument.PriceScale);
            PutPrice(ref json, ",\"ah\":"u8, collapsed.AskHigh, instrument.PriceScale);
            PutPrice(ref json, ",\"al\":"u8, collapsed.AskLow, instrument.PriceScale);
        }
        else if (kind == TickKind.Trade && collapsed.HasTradeSums)
        {
            PutDecimal(ref json, ",\"v\":"u8, collapsed.Volume, instrument.SizeScale);
            PutDecimal(ref json, ",\"h\":"u8, collapsed.High, instrument.PriceScale);
            PutDecimal(ref json, ",\"l\":"u8, collapsed.Low, instrument.PriceScale);
            json.Raw(",\"notional\":"u8);
            json.Decimal(collapsed.Notional, instrument.PriceScale + instrument.SizeScale);
        }

        json.Raw("}"u8);
    }

    private static void PutPrice(ref JsonCursor json, ReadOnlySpan<byte> key, long price, int scale)
    {
        if (price != Tick.NoPrice)
        {
            PutDecimal(ref json, key, price, scale);
        }
    }

    private static void PutDecimal(ref JsonCursor json, ReadOnlySpan<byte> key, long mantissa, int scale)
    {
        json.Raw(key);
        json.Decimal(mantissa, scale);
    }
}
