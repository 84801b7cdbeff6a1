using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Conformance;

/// <summary>Ticks as a driver tells them.</summary>
internal static class TickLines
{
    public static JsonObject Of(int id, ReadOnlySpan<ReceivedTick> ticks)
    {
        var told = new JsonArray();
        foreach (ref readonly ReceivedTick tick in ticks)
        {
            told.Add((JsonNode)Of(in tick));
        }

        return new JsonObject { ["ev"] = "ticks", ["id"] = id, ["ticks"] = told };
    }

    private static JsonArray Of(in ReceivedTick received)
    {
        Tick tick = received.Tick;
        string symbol = received.Instrument.FullName;
        string sequence = Text(tick.Sequence);
        string time = tick.EventTime.Value.ToString(CultureInfo.InvariantCulture);
        return tick.Kind switch
        {
            TickKind.Quote =>
            [
                "q", symbol, sequence, time, Price(received, tick.BidPrice), tick.HasBid ? Text(received.Size(tick.BidSize)) : null,
                Price(received, tick.AskPrice), tick.HasAsk ? Text(received.Size(tick.AskSize)) : null, (int)tick.Flags, Of(received.Collapsed),
            ],
            TickKind.Trade =>
            [
                "t", symbol, sequence, time, Price(received, tick.Price), Text(received.Size(tick.Size)), (int)tick.Side, (int)tick.Flags,
                Text(tick.TradeId), Of(received.Collapsed),
            ],
            _ => ["s", symbol, sequence, time, (int)tick.State, (int)tick.Flags, Encoding.UTF8.GetString(tick.Reason)],
        };
    }

    private static JsonObject? Of(Collapsed collapsed) => !collapsed.IsMany ? null : new JsonObject
    {
        ["n"] = collapsed.Count, ["first"] = Text(collapsed.FirstSequence), ["cause"] = collapsed.Cause.ToString().ToLowerInvariant(),
    };

    private static string? Price(ReceivedTick received, long mantissa) => received.Price(mantissa) is { } price ? Text(price) : null;

    private static string Text(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
