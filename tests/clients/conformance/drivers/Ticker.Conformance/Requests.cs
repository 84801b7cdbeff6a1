using System.Globalization;
using System.Text.Json.Nodes;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Conformance;

/// <summary>What a driver is told, in the client's own types.</summary>
internal static class Requests
{
    public static string[] Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(one => (string)one!)];

    public static TickerClientOptions Options(JsonObject told, Func<ClientEvent, ValueTask> onEvent)
    {
        var none = new TickerClientOptions();
        return new TickerClientOptions
        {
            OnEvent = onEvent,
            Key = (string?)told["key"],
            KeySource = told["keys"] is JsonArray keys ? OneAfterTheOther(Texts(keys)) : null,
            Encoding = (string?)told["encoding"] == "json" ? WireEncoding.Json : WireEncoding.MessagePack,
            ConnectTimeout = Time("connect_timeout_ms") ?? none.ConnectTimeout,
            BackoffBase = Time("backoff_base_ms") ?? none.BackoffBase,
            BackoffCap = Time("backoff_cap_ms") ?? none.BackoffCap,
            StableAfter = Time("stable_after_ms") ?? none.StableAfter,
            UpgradeRetry = Time("upgrade_retry_ms") ?? none.UpgradeRetry,
            PollWait = Time("poll_wait_ms") ?? none.PollWait,
            Roads = told["roads"] is { } roads ? [.. Texts(roads).Select(road => road == "ws" ? Road.WebSocket : Enum.Parse<Road>(road, ignoreCase: true))] : none.Roads,
            StatementInterval = Time("statement_interval_ms") ?? none.StatementInterval,
        };

        TimeSpan? Time(string name) => told[name] is { } ms ? TimeSpan.FromMilliseconds((double)ms) : null;
    }

    public static SubscriptionOptions Subscription(JsonObject told) => new()
    {
        Kinds = told["kinds"] is { } kinds ? Texts(kinds).Aggregate((TickKinds)0, (all, one) => all | Enum.Parse<TickKinds>(one, ignoreCase: true)) : TickKinds.All,
        Mode = Mode(told["mode"]) ?? DeliveryMode.Latest,
        Interval = told["interval_ms"] is { } ms ? TimeSpan.FromMilliseconds((int)ms) : null,
        ConflateTrades = (bool?)told["conflate_trades"] ?? false,
        Summary = (bool?)told["summary"] ?? false,
        Times = (bool?)told["times"] ?? false,
        OnSlow = Slow(told["on_slow"]),
        From = From(told["from"]),
        Buffer = (int?)told["buffer"] ?? new SubscriptionOptions().Buffer,
        WhenFull = (string?)told["when_full"] switch { "wait" => WhenFull.Wait, "conflate" => WhenFull.Conflate, _ => WhenFull.ByMode },
        OnGap = (string?)told["on_gap"] == "raise" ? OnGap.Raise : OnGap.Tell,
    };

    public static ModifyMessage Modify(JsonObject told) => new()
    {
        Id = 1,
        Mode = Mode(told["mode"]),
        IntervalMs = (int?)told["interval_ms"],
        ConflateTrades = (bool?)told["conflate_trades"],
        Summary = (bool?)told["summary"],
        OnSlow = Slow(told["on_slow"]),
        Add = Texts(told["add"]),
        Remove = Texts(told["remove"]),
    };

    public static TapeOrder Order(JsonObject told) => (string)told["op"]! switch
    {
        "pause" => TapeOrder.Pause,
        "resume" => TapeOrder.Resume,
        "step" => TapeOrder.Step((int?)told["ticks"] ?? 1),
        "seek" when told["time"] is { } time => TapeOrder.Seek(new UnixNanos(long.Parse((string)time!, CultureInfo.InvariantCulture))),
        "seek" => TapeOrder.Seek(ulong.Parse((string)told["seq"]!, CultureInfo.InvariantCulture)),
        _ => (string)told["speed"]! == "max" ? TapeOrder.FullSpeed : TapeOrder.Speed(decimal.Parse((string)told["speed"]!, CultureInfo.InvariantCulture)),
    };

    private static DeliveryMode? Mode(JsonNode? word) => word is null ? null : Enum.Parse<DeliveryMode>((string)word!, ignoreCase: true);

    private static OnSlow Slow(JsonNode? word) => word is null ? OnSlow.Default : Enum.Parse<OnSlow>((string)word!, ignoreCase: true);

    private static StartFrom From(JsonNode? from) => from switch
    {
        null => StartFrom.Snapshot,
        JsonObject { } at when at["time"] is { } time => StartFrom.At(new UnixNanos(long.Parse(time.ToString(), CultureInfo.InvariantCulture))),
        JsonObject at => StartFrom.Position(
            long.Parse(at["epoch"]!.ToString(), CultureInfo.InvariantCulture), ulong.Parse(at["seq"]!.ToString(), CultureInfo.InvariantCulture)),
        _ => (string?)from == "now" ? StartFrom.Now : StartFrom.Snapshot,
    };

    private static Func<CancellationToken, ValueTask<string?>> OneAfterTheOther(string[] keys)
    {
        int next = 0;
        return _ => new ValueTask<string?>(keys.Length == 0 ? null : keys[Math.Min(next++, keys.Length - 1)]);
    }
}
