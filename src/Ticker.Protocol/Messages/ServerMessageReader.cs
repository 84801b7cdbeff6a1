using System.Text.Json;
using System.Text.Unicode;

namespace Ticker.Protocol;

/// <summary>Reads the server's control messages, for clients. Thread-safe.</summary>
public static class ServerMessageReader
{
    /// <summary>Whether a message is data (<see cref="DataMessageReader"/>, <see cref="JsonDataMessageReader"/>) and not control.</summary>
    /// <param name="message">A message that the server sent, whole.</param>
    public static bool IsData(ReadOnlySpan<byte> message)
    {
        if (!JsonText.StartsObject(message))
        {
            return !message.IsEmpty && new MessagePackReader(message).NextMessagePackType == MessagePackType.Array;
        }

        try
        {
            var reader = new JsonMapReader(message);
            reader.BeginMap();
            while (reader.NextKey(out ReadOnlySpan<byte> key))
            {
                if (key.SequenceEqual("ticks"u8) || key.SequenceEqual("ev"u8))
                {
                    return key.Length == "ticks".Length;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not a message at all; whoever reads it as control says what is wrong with it.
        }

        return false;
    }

    /// <summary>Reads one control message of either encoding. Never throws. Keys that are not known are ignored.</summary>
    /// <param name="message">The message, whole.</param>
    /// <param name="fault">What is wrong with it, where there is no result.</param>
    /// <returns>The message, <see cref="UnknownEvent"/> for one that a later server may send, or null with a fault.</returns>
    public static ServerMessage? Read(ReadOnlySpan<byte> message, out MessageFault? fault)
    {
        fault = null;
        try
        {
            var fields = new ServerFields();
            if (!JsonText.StartsObject(message))
            {
                var messagePack = new MessagePackMapReader(message);
                fields.Read(ref messagePack);
            }
            else if (Utf8.IsValid(message))
            {
                var json = new JsonMapReader(message);
                fields.Read(ref json);
            }
            else
            {
                throw new FormatException("the message is not valid UTF-8");
            }

            return Make(fields);
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException or OverflowException)
        {
            fault = new MessageFault(FaultCodes.BadMessage, wrong.Message) { Malformed = true };
            return null;
        }
    }

    private static ServerMessage Make(ServerFields fields) => fields.Required("ev") switch
    {
        "welcome" => new Welcome
        {
            Version = fields.Int32("version"),
            Server = fields.Required("server"),
            Epoch = fields.Int64("epoch"),
            Time = fields.Time("time"),
            HeartbeatMs = fields.Int32("heartbeat_ms"),
            Limits = fields.Limits,
            Auth = (AuthState)Word(fields.Required("auth"), WireWords.AuthStates),
            DelayMs = fields.Int32OrNull("delay_ms") ?? 0,
        },
        "subscribed" => new Subscribed
        {
            Id = fields.Int32("id"),
            Epoch = fields.Int64("epoch"),
            Sequence = fields.Sequence("seq"),
            Instruments = fields.Instruments,
            Unknown = fields.Unknown,
            More = fields.IsTrue("more"),
        },
        "unsubscribed" => new Unsubscribed { Id = fields.Int32("id"), Final = fields.Integer("matched") is null ? null : MakeStatement(fields) },
        "seam" => new Seam { Id = fields.Int32("id"), Sequence = fields.Sequence("seq") },
        "gap" => new Gap
        {
            Id = fields.Int32("id"),
            From = fields.SequenceOrNull("from"),
            To = fields.SequenceOrNull("to"),
            Cause = (GapCause)Word(fields.Required("cause"), WireWords.GapCauses),
        },
        "notice" => new Notice
        {
            Id = fields.Int32OrNull("id"),
            Code = (NoticeCode)Word(fields.Required("code"), WireWords.NoticeCodes),
            References = fields.References,
            Detail = fields.Text("detail"),
            RetryMs = fields.Int32OrNull("retry_ms"),
        },
        "heartbeat" => new Heartbeat
        {
            Sequence = fields.Sequence("seq"),
            Time = fields.Time("time"),
            Subscriptions = fields.Subscriptions,
            Feeds = fields.Feeds,
        },
        "statement" => MakeStatement(fields),
        "tape" => new TapeNews
        {
            State = (TapeState)Word(fields.Required("state"), WireWords.TapeStates),
            Sequence = fields.Sequence("seq"),
            Time = fields.Time("time"),
            Speed = fields.Required("speed"),
            Lap = fields.Int32("lap"),
        },
        "pong" => new Pong { T = fields.Integer("t") ?? throw new FormatException("t is missing"), Time = fields.Time("time") },
        "error" => new ErrorReply
        {
            Code = fields.Required("code"),
            Message = fields.Required("message"),
            Id = fields.Int32OrNull("id"),
            Fatal = fields.IsTrue("fatal"),
        },
        string other => new UnknownEvent(other),
    };

    private static Statement MakeStatement(ServerFields fields) => new()
    {
        Id = fields.Int32("id"),
        Matched = fields.Int64("matched"),
        Delivered = fields.Int64("delivered"),
        ConflatedByRate = fields.Conflated.GetValueOrDefault("rate"),
        ConflatedBySocket = fields.Conflated.GetValueOrDefault("socket"),
        ConflatedByBudget = fields.Conflated.GetValueOrDefault("budget"),
        ConflatedByServer = fields.Conflated.GetValueOrDefault("server"),
        Filtered = fields.Int64("filtered"),
        Discarded = fields.Int64("discarded"),
        Pending = fields.Int64("pending"),
        Snapshot = fields.Int64("snapshot"),
        FirstSequence = fields.Sequence("first_seq"),
        LastSequence = fields.Sequence("last_seq"),
        Sha256 = fields.Text("sha256"),
    };

    private static int Word(string word, string[] words) => Math.Max(WireWords.Find(words, JsonText.ToUtf8(word)), 0);
}
