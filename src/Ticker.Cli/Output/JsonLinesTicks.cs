using System.Text.Encodings.Web;
using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>Ticks as JSON, one object a line. Prices and sizes are exact decimal numbers; what is not there is left out.</summary>
internal sealed class JsonLinesTicks(LineBuffer lines) : ITickOutput
{
    // Beyond this a reader that takes numbers for doubles would change them, so they become text.
    private const ulong GreatestSafe = (1UL << 53) - 1;

    public void Add(in ReceivedTick received)
    {
        Tick tick = received.Tick;
        lines.Text("{\"kind\":\""u8);
        lines.Text(TickWords.Kind(tick.Kind));
        lines.Text("\",\"symbol\":"u8);
        Quoted(received.Instrument.Utf8Name.Span);
        Wide(",\"seq\":"u8, tick.Sequence);
        if (!tick.EventTime.IsNone)
        {
            lines.Text(",\"event_time\":\""u8);
            lines.Instant(tick.EventTime);
            lines.Text("\""u8);
        }

        switch (tick.Kind)
        {
            case TickKind.Quote:
                AddQuote(in tick, received.Instrument);
                break;
            case TickKind.Trade:
                AddTrade(in tick, received.Instrument);
                break;
            case TickKind.Status:
                AddStatus(in tick);
                break;
        }

        Wide(",\"flags\":"u8, (ulong)tick.Flags);
        if (received.Collapsed.IsMany)
        {
            AddCollapsed(received.Collapsed, received.Instrument);
        }

        if (!tick.ReceiveTime.IsNone)
        {
            lines.Text(",\"receive_time\":\""u8);
            lines.Instant(tick.ReceiveTime);
            lines.Text("\""u8);
        }

        lines.Text("}"u8);
        lines.EndLine();
    }

    public ValueTask FlushAsync() => lines.FlushAsync();

    public ValueTask DisposeAsync() => lines.DisposeAsync();

    private void AddQuote(in Tick tick, Instrument instrument)
    {
        if (tick.HasBid)
        {
            Decimal(",\"bid_price\":"u8, tick.BidPrice, instrument.PriceScale);
            Decimal(",\"bid_size\":"u8, tick.BidSize, instrument.SizeScale);
        }

        if (tick.HasAsk)
        {
            Decimal(",\"ask_price\":"u8, tick.AskPrice, instrument.PriceScale);
            Decimal(",\"ask_size\":"u8, tick.AskSize, instrument.SizeScale);
        }
    }

    private void AddTrade(in Tick tick, Instrument instrument)
    {
        Decimal(",\"price\":"u8, tick.Price, instrument.PriceScale);
        Decimal(",\"size\":"u8, tick.Size, instrument.SizeScale);
        if (tick.Side != Side.None)
        {
            lines.Text(",\"side\":\""u8);
            lines.Text(TickWords.Side(tick.Side));
            lines.Text("\""u8);
        }

        if (tick.TradeId != 0)
        {
            Wide(",\"trade_id\":"u8, tick.TradeId);
        }
    }

    private void AddStatus(in Tick tick)
    {
        lines.Text(",\"state\":\""u8);
        lines.Text(TickWords.State(tick.State));
        lines.Text("\""u8);
        if (!tick.Reason.IsEmpty)
        {
            lines.Text(",\"reason\":"u8);
            Quoted(tick.Reason);
        }
    }

    private void AddCollapsed(in Collapsed collapsed, Instrument instrument)
    {
        Wide(",\"collapsed\":"u8, (ulong)collapsed.Count);
        if (CauseWords.Of(collapsed.Cause) is { IsEmpty: false } cause)
        {
            lines.Text(",\"cause\":\""u8);
            lines.Text(cause);
            lines.Text("\""u8);
        }

        Wide(",\"first_seq\":"u8, collapsed.FirstSequence);
        if (collapsed.HasQuoteSummary)
        {
            Extreme(",\"bid_high\":"u8, collapsed.BidHigh, instrument);
            Extreme(",\"bid_low\":"u8, collapsed.BidLow, instrument);
            Extreme(",\"ask_high\":"u8, collapsed.AskHigh, instrument);
            Extreme(",\"ask_low\":"u8, collapsed.AskLow, instrument);
        }

        if (collapsed.HasTradeSums)
        {
            Decimal(",\"volume\":"u8, collapsed.Volume, instrument.SizeScale);
            Decimal(",\"high\":"u8, collapsed.High, instrument.PriceScale);
            Decimal(",\"low\":"u8, collapsed.Low, instrument.PriceScale);
            lines.Text(",\"notional\":"u8);
            lines.WideDecimal(collapsed.Notional, instrument.PriceScale + instrument.SizeScale);
        }
    }

    private void Extreme(ReadOnlySpan<byte> key, long price, Instrument instrument)
    {
        if (price != Tick.NoPrice)
        {
            Decimal(key, price, instrument.PriceScale);
        }
    }

    private void Decimal(ReadOnlySpan<byte> key, long mantissa, int scale)
    {
        lines.Text(key);
        lines.Decimal(mantissa, scale);
    }

    private void Wide(ReadOnlySpan<byte> key, ulong value)
    {
        ReadOnlySpan<byte> quote = value > GreatestSafe ? "\""u8 : default;
        lines.Text(key);
        lines.Text(quote);
        lines.Number(value);
        lines.Text(quote);
    }

    private void Quoted(ReadOnlySpan<byte> text)
    {
        lines.Text("\""u8);
        lines.Text(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        lines.Text("\""u8);
    }
}
