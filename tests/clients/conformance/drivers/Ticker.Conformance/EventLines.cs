using System.Globalization;
using System.Text.Json.Nodes;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Protocol;

namespace Ticker.Conformance;

/// <summary>Events as a driver tells them.</summary>
internal static class EventLines
{
    public static JsonObject Of(ClientEvent what) => what switch
    {
        StateChanged change => State(change),
        Told told => new JsonObject
        {
            ["ev"] = "subscribed",
            ["id"] = told.Page.Id,
            ["epoch"] = told.Page.Epoch,
            ["seq"] = Text(told.Page.Sequence),
            ["instruments"] = new JsonArray([.. told.Page.Instruments.Select(one => (JsonNode)one.FullName)]),
            ["unknown"] = new JsonArray([.. told.Page.Unknown.Select(one => (JsonNode)one)]),
        },
        Missing missing => new JsonObject
        {
            ["ev"] = "gap", ["id"] = missing.Gap.Id, ["from"] = Text(missing.Gap.From), ["to"] = Text(missing.Gap.To), ["cause"] = Word(missing.Gap.Cause),
        },
        Staleness stale => new JsonObject
        {
            ["ev"] = stale.IsStale ? "stale" : "fresh",
            ["id"] = stale.Subscription.Id,
            ["symbols"] = new JsonArray([.. stale.Instruments.Select(one => (JsonNode)one.FullName)]),
        },
        Noticed noticed => new JsonObject { ["ev"] = "notice", ["id"] = noticed.Notice.Id, ["code"] = Word(noticed.Notice.Code), ["detail"] = noticed.Notice.Detail },
        Evicted evicted => new JsonObject
        {
            ["ev"] = "evicted",
            ["reason"] = evicted.Reason,
            ["position"] = evicted.Position is { } at ? new JsonObject { ["epoch"] = at.Epoch, ["seq"] = Text(at.Sequence) } : null,
        },
        Stated stated => Statement(stated),
        Refused refused => new JsonObject { ["ev"] = "error", ["code"] = refused.Error.Code, ["message"] = refused.Error.Message, ["id"] = refused.Error.Id },
        Played played => new JsonObject
        {
            ["ev"] = "tape", ["state"] = Word(played.Tape.State), ["seq"] = Text(played.Tape.Sequence), ["speed"] = played.Tape.Speed, ["lap"] = played.Tape.Lap,
        },
        Beat beat => new JsonObject
        {
            ["ev"] = "heartbeat",
            ["time"] = beat.Heartbeat.Time.Value.ToString(CultureInfo.InvariantCulture),
            ["feeds"] = new JsonObject(beat.Heartbeat.Feeds.Select(feed => KeyValuePair.Create(feed.Name, (JsonNode?)Word(feed.State)))),
        },
        KeyAsked asked => new JsonObject { ["ev"] = "key", ["for"] = Word(asked.Why) },
        _ => throw new ArgumentException($"no word for {what.GetType().Name}"),
    };

    /// <summary>A name of C# as the protocol writes it: <c>JournalExpired</c> is <c>journal_expired</c>.</summary>
    public static string Word<T>(T name)
        where T : struct, Enum =>
        string.Concat(name.ToString().Select((letter, at) => char.IsUpper(letter) ? (at > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static JsonObject State(StateChanged change)
    {
        var line = new JsonObject { ["ev"] = "state", ["state"] = Word(change.State), ["road"] = change.Road == Road.WebSocket ? "ws" : Word(change.Road) };
        if (change.Reason is { } reason)
        {
            (line["reason"], line["code"], line["text"]) = (Word(reason), change.Code, change.Text);
        }

        if (change.State == ClientState.Waiting)
        {
            (line["attempt"], line["retry_in_ms"]) = (change.Attempt, change.RetryIn.TotalMilliseconds);
        }

        return line;
    }

    private static JsonObject Statement(Stated stated)
    {
        Statement s = stated.Statement;
        return new JsonObject
        {
            ["ev"] = "statement",
            ["id"] = stated.Subscription.Id,
            ["matched"] = s.Matched,
            ["delivered"] = s.Delivered,
            ["conflated"] = new JsonObject { ["rate"] = s.ConflatedByRate, ["socket"] = s.ConflatedBySocket, ["budget"] = s.ConflatedByBudget, ["server"] = s.ConflatedByServer },
            ["filtered"] = s.Filtered,
            ["discarded"] = s.Discarded,
            ["pending"] = s.Pending,
            ["snapshot"] = s.Snapshot,
            ["first_seq"] = Text(s.FirstSequence),
            ["last_seq"] = Text(s.LastSequence),
            ["adds_up"] = stated.Difference.AddsUp,
        };
    }

    private static string? Text(ulong? value) => value?.ToString(CultureInfo.InvariantCulture);
}
