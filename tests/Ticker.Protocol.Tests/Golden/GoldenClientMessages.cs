using Ticker.Model;

namespace Ticker.Protocol.Tests.Golden;

/// <summary>The messages that the cases of client-messages.json mean.</summary>
internal static class GoldenClientMessages
{
    public static ClientMessage Of(string name) => name switch
    {
        "auth" => new AuthMessage { Token = "secret-é" },
        "subscribe" => new SubscribeMessage { Id = 1, Symbols = ["XNAS:AAPL", "BINANCE:*"] },
        "subscribe_all_keys" => new SubscribeMessage
        {
            Id = int.MaxValue,
            Symbols = ["*"],
            Kinds = TickKinds.Quote | TickKinds.Trade,
            Mode = DeliveryMode.Interval,
            IntervalMs = 250,
            ConflateTrades = true,
            Summary = true,
            Times = true,
            OnSlow = OnSlow.Evict,
            From = StartFrom.Now,
        },
        "subscribe_from_position" => new SubscribeMessage
        {
            Id = 1,
            Symbols = ["*:EURUSD"],
            Mode = DeliveryMode.All,
            From = StartFrom.Position(1723161253937, (1UL << 53) + 1),
        },
        "subscribe_from_time" => new SubscribeMessage
        {
            Id = 1,
            Symbols = [""],
            Kinds = TickKinds.Status,
            From = StartFrom.At(new UnixNanos(1723161253937412000)),
        },
        "modify" => new ModifyMessage
        {
            Id = 1,
            Mode = DeliveryMode.Latest,
            IntervalMs = 3_600_000,
            ConflateTrades = false,
            Summary = true,
            OnSlow = OnSlow.Conflate,
            Add = ["X:A B/C.D"],
            Remove = ["X:*", "Y:Z"],
        },
        "modify_nothing" => new ModifyMessage { Id = 1 },
        "unsubscribe" => new UnsubscribeMessage { Id = 128 },
        "pause" => new PauseMessage { Id = 256 },
        "resume" => new ResumeMessage { Id = 65536 },
        "statement" => new StatementRequest { Id = 1 },
        "pause_tape" => new PauseMessage { Id = 0 },
        "resume_tape" => new ResumeMessage { Id = 0 },
        "seek_sequence" => new SeekMessage { Sequence = 41 },
        "seek_time" => new SeekMessage { Time = new UnixNanos(1723161253937412000) },
        "step" => new StepMessage { Ticks = 100 },
        "speed" => new SpeedMessage { Speed = "0.5" },
        "ping" => new PingMessage { T = 1723161253937 },
        "ping_wide" => new PingMessage { T = ulong.MaxValue },
        "ping_negative" => new PingMessage { T = -33 },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no message is written for this golden case"),
    };
}
