using System.Buffers;
using System.Text.Json;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Admin;

/// <summary>One connection as JSON. What a client said of itself is escaped, and no proof of who it is ever stands there. Stateless.</summary>
internal static class ConnectionJson
{
    /// <summary>Writes one.</summary>
    /// <param name="answer">Where.</param>
    /// <param name="peer">Who.</param>
    /// <param name="report">How it stands; null = its lane has let go of it, or did not say in time.</param>
    public static void Write(AdminAnswer answer, ConnectedPeer peer, SubscriberReport? report)
    {
        Utf8JsonWriter json = answer.Json;
        json.WriteStartObject();
        json.WriteNumber("id", peer.Id);
        json.WriteString("connection", peer.Connection);
        if (peer.Identity is { } identity)
        {
            json.WriteString("identity", identity.Name);
            json.WriteString("subject", identity.Subject);
        }

        json.WriteString("address", peer.Address?.ToString() ?? "");
        json.WriteString("road", ConnectionWords.Of(peer.Road));
        json.WriteString("encoding", ConnectionWords.Of(peer.Encoding));
        json.WriteString("client", peer.Client);
        answer.WriteInstant("since", peer.Since);
        json.WriteString("state", report is null ? "unknown" : report.IsClosing ? "closing" : "open");
        if (report is not null)
        {
            Write(answer, report);
        }

        json.WriteEndObject();
    }

    private static void Write(AdminAnswer answer, SubscriberReport report)
    {
        Utf8JsonWriter json = answer.Json;
        json.WriteNumber("delay_ms", (long)report.Delay.TotalMilliseconds);
        json.WriteBoolean("slow", report.IsSlow);
        json.WriteBoolean("blocked", report.IsBlocked);
        json.WriteNumber("min_interval_ms", report.FloorMs);
        json.WriteNumber("pending", report.Subscriptions.Sum(one => one.Statement.Pending));
        json.WriteNumber("waiting_bytes", report.WaitingBytes);
        json.WriteNumber("unsent_bytes", report.UnsentBytes);
        answer.WriteInstant("last_write", report.LastWrite);
        answer.WriteInstant("last_pong", report.LastPong);
        json.WriteNumber("subscription_count", report.SubscriptionCount);
        json.WriteStartArray("subscriptions");
        var statement = new ArrayBufferWriter<byte>();
        foreach (SubscriptionReport one in report.Subscriptions)
        {
            statement.ResetWrittenCount();
            ServerMessageWriter.Write(statement, one.Statement, WireEncoding.Json);
            Write(json, one, statement.WrittenSpan, report.Epoch);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SubscriptionReport one, ReadOnlySpan<byte> statement, long epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("id", one.Statement.Id);
        json.WriteString("mode", ConnectionWords.Of(one.Mode));
        if (one.IntervalMs is { } interval)
        {
            json.WriteNumber("interval_ms", interval);
        }

        json.WriteNumber("min_interval_ms", one.FloorMs);
        json.WriteStartArray("kinds");
        foreach (string kind in ConnectionWords.Of(one.Kinds))
        {
            json.WriteStringValue(kind);
        }

        json.WriteEndArray();
        json.WriteNumber("names", one.Names);
        json.WriteNumber("pattern_count", one.PatternCount);
        json.WriteStartArray("patterns");
        foreach (string pattern in one.Patterns)
        {
            json.WriteStringValue(pattern);
        }

        json.WriteEndArray();
        json.WriteNumber("instruments", one.Instruments);
        json.WriteString("stage", one.Stage);
        json.WriteBoolean("paused", one.IsPaused);
        json.WriteBoolean("in_step", one.IsInStep);
        json.WriteString("cause", ConnectionWords.Of(one.Cause));
        if (one.Position > 0)
        {
            json.WriteString("position", new StreamPosition(epoch, one.Position).ToString());
        }

        json.WritePropertyName("statement");
        json.WriteRawValue(statement, skipInputValidation: true);
        json.WriteEndObject();
    }
}
