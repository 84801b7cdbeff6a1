using System.Globalization;
using System.Text;
using System.Text.Json;
using Ticker.Engine.Deliver;
using Ticker.Model;

namespace Ticker.Transports.Admin;

/// <summary>One instrument as JSON; prices and sizes are exact decimals, as text. Stateless.</summary>
internal static class MarketJson
{
    /// <summary>Writes one.</summary>
    /// <param name="answer">Where.</param>
    /// <param name="instrument">Which.</param>
    /// <param name="report">How it stands.</param>
    /// <param name="late">How many subscriptions get it late, beside those that get it at once.</param>
    /// <param name="feed">The feed by which it goes; null = none yet.</param>
    public static void Write(AdminAnswer answer, Instrument instrument, InstrumentReport report, int late, string? feed)
    {
        Utf8JsonWriter json = answer.Json;
        json.WriteStartObject();
        json.WriteNumber("ref", instrument.Number);
        json.WriteString("symbol", instrument.FullName);
        json.WriteNumber("price_scale", instrument.PriceScale);
        json.WriteNumber("size_scale", instrument.SizeScale);
        if (feed is not null)
        {
            json.WriteString("feed", feed);
        }

        json.WriteBoolean("stale", report.IsStale);
        json.WriteNumber("quotes", report.Quotes);
        json.WriteNumber("trades", report.Trades);
        json.WriteNumber("subscriptions", report.Subscriptions + late);
        json.WriteNumber("late_subscriptions", late);
        WriteQuote(answer, instrument, report.Quote);
        WriteTrade(answer, instrument, report.Trade);
        WriteStatus(answer, report.Status);
        json.WriteEndObject();
    }

    private static void WriteQuote(AdminAnswer answer, Instrument instrument, Tick quote)
    {
        if (!TryBegin(answer, "quote", quote))
        {
            return;
        }

        if (quote.HasBid)
        {
            answer.Json.WriteString("bid", DecimalText.ToText(quote.BidPrice, instrument.PriceScale));
            answer.Json.WriteString("bid_size", DecimalText.ToText(quote.BidSize, instrument.SizeScale));
        }

        if (quote.HasAsk)
        {
            answer.Json.WriteString("ask", DecimalText.ToText(quote.AskPrice, instrument.PriceScale));
            answer.Json.WriteString("ask_size", DecimalText.ToText(quote.AskSize, instrument.SizeScale));
        }

        answer.Json.WriteEndObject();
    }

    private static void WriteTrade(AdminAnswer answer, Instrument instrument, Tick trade)
    {
        if (TryBegin(answer, "trade", trade))
        {
            answer.Json.WriteString("price", DecimalText.ToText(trade.Price, instrument.PriceScale));
            answer.Json.WriteString("size", DecimalText.ToText(trade.Size, instrument.SizeScale));
            answer.Json.WriteEndObject();
        }
    }

    private static void WriteStatus(AdminAnswer answer, Tick status)
    {
        if (TryBegin(answer, "status", status))
        {
            answer.Json.WriteString("state", TickWords.State(status.State));
            answer.Json.WriteString("reason", Encoding.UTF8.GetString(status.Reason));
            answer.Json.WriteEndObject();
        }
    }

    private static bool TryBegin(AdminAnswer answer, string key, in Tick tick)
    {
        if (tick.Kind == TickKind.None)
        {
            return false;
        }

        answer.Json.WriteStartObject(key);
        answer.Json.WriteString("seq", tick.Sequence.ToString(CultureInfo.InvariantCulture));
        answer.WriteInstant("event_time", tick.EventTime);
        answer.WriteInstant("receive_time", tick.ReceiveTime);
        return true;
    }
}
