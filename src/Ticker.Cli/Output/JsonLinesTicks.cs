using System.Text.Encodings.Web;
using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Model;

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
            Wide(",\"collapsed\":"u8, (ulong)received.Collapsed.Count);
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
