using Ticker.Model;

namespace Ticker.Protocol.Tests.Golden;

/// <summary>The messages that the cases of server-messages.json mean.</summary>
internal static class GoldenServerMessages
{
    private const long Epoch = 1723161253937;
    private static readonly UnixNanos Time = new(1723161253937412000);

    private static readonly Statement Accounts = new()
    {
        Id = 7,
        Matched = 1000,
        Delivered = 600,
        ConflatedByRate = 100,
        ConflatedBySocket = 200,
        ConflatedByServer = 50,
        Filtered = 3,
        Discarded = 7,
        Pending = 40,
        Snapshot = 12,
        FirstSequence = 42,
        LastSequence = 5_000_000_000,
    };

    public static ServerMessage Of(string name) => name switch
    {
        "welcome" => new Welcome
        {
            Server = "ticker/0.1.0",
            Epoch = Epoch,
            Time = Time,
            HeartbeatMs = 1000,
            Limits = new Dictionary<string, long> { ["max_message"] = 1_048_576, ["subscriptions"] = 1024 },
            Auth = AuthState.Off,
        },
        "welcome_auth_required" => new Welcome { Server = "ticker \"é\"\t1", Epoch = 1, Time = new(1), HeartbeatMs = 1, Auth = AuthState.Required },
        "subscribed" => new Subscribed
        {
            Id = 7,
            Epoch = Epoch,
            Sequence = 41,
            Instruments = [Instruments.Of(1, "XNAS:AAPL", 4, 0), Instruments.Of(70000, "BINANCE:BTCUSDT", 2, 8)],
            Unknown = ["XLON:VOD \"A\"/\\é€"],
        },
        "subscribed_page" => new Subscribed { Id = int.MaxValue, Epoch = Epoch, Sequence = ulong.MaxValue, More = true },
        "unsubscribed" => new Unsubscribed { Id = 7 },
        "unsubscribed_final" => new Unsubscribed { Id = 7, Final = Accounts },
        "seam" => new Seam { Id = 7, Sequence = 5_000_000_000 },
        "gap" => new Gap { Id = 7, From = 42, To = (1UL << 53) + 1, Cause = GapCause.JournalExpired },
        "gap_unknown" => new Gap { Id = 7, Cause = GapCause.EpochChanged },
        "notice_conflating" => new Notice { Id = 7, Code = NoticeCode.Conflating },
        "notice_stale" => new Notice { Id = 7, Code = NoticeCode.Stale, References = [1, 128, 70000], Detail = "feed binance is silent" },
        "notice_draining" => new Notice { Code = NoticeCode.Draining, RetryMs = 2500 },
        "heartbeat" => new Heartbeat
        {
            Sequence = 5_000_000_000,
            Time = Time,
            Subscriptions = [(7, 4_999_999_999), (8, 41)],
            Feeds = [("demo", FeedState.Live), ("binance", FeedState.Stale)],
        },
        "heartbeat_empty" => new Heartbeat { Sequence = 0, Time = Time },
        "statement" => Accounts,
        "statement_replay" => new Statement { Id = 1, Matched = 3, Delivered = 3, FirstSequence = 1, LastSequence = 3, Sha256 = new string('0', 60) + "beef" },
        "tape" => new TapeNews { State = TapeState.Playing, Sequence = 41, Time = Time, Speed = "max", Lap = 2 },
        "pong" => new Pong { T = 12345, Time = Time },
        "pong_wide" => new Pong { T = ulong.MaxValue, Time = Time },
        "pong_negative" => new Pong { T = long.MinValue, Time = Time },
        "error" => new ErrorReply { Code = "bad_value", Message = "mode must be one of latest, interval, all", Id = 7 },
        "error_fatal" => new ErrorReply { Code = "bad_message", Message = "the message is empty", Fatal = true },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no message is written for this golden case"),
    };
}
