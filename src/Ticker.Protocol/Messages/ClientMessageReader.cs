using System.Text.Json;
using System.Text.Unicode;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Reads what clients send, whoever they are. Thread-safe.</summary>
public static class ClientMessageReader
{
    /// <summary>
    /// Reads one message: JSON where its first byte, white space aside, is <c>{</c>, else MessagePack. Never throws,
    /// and takes memory in proportion to what is there, not to what is claimed.
    /// </summary>
    /// <param name="message">The message, whole; its length is the caller's to limit.</param>
    /// <param name="fault">What is wrong with it, where there is no result.</param>
    /// <returns>The message, or null with a fault.</returns>
    public static ClientMessage? Read(ReadOnlySpan<byte> message, out MessageFault? fault)
    {
        var fields = new ClientFields();
        fault = ReadFields(message, fields);
        ClientMessage? result = null;
        if (fault is null)
        {
            result = Make(fields, out fault);
        }

        if (fault is not null)
        {
            fault = fault with { Id = fields.Id > 0 ? fields.Id : null };
            return null;
        }

        return result;
    }

    private static MessageFault? ReadFields(ReadOnlySpan<byte> message, ClientFields fields)
    {
        try
        {
            if (JsonText.StartsObject(message))
            {
                if (!Utf8.IsValid(message))
                {
                    return BadMessage("the message is not valid UTF-8");
                }

                var json = new JsonMapReader(message);
                fields.Read(ref json);
            }
            else
            {
                var messagePack = new MessagePackMapReader(message);
                fields.Read(ref messagePack);
            }

            return fields.Whole;
        }
        catch (Exception wrong) when (wrong is MessagePackSerializationException or JsonException)
        {
            return BadMessage(wrong.Message);
        }
    }

    // A JSON reader's message may quote what it came upon, whatever that is.
    private static MessageFault BadMessage(string message) => new(FaultCodes.BadMessage, KeySet.Show(message)) { Malformed = true };

    private static ClientMessage? Make(ClientFields fields, out MessageFault? fault)
    {
        fault = fields.FaultAmong(ClientKeys.Op, ClientKeys.Op);
        return fault is not null ? null : fields.Op switch
        {
            "auth" => Check(fields, ClientOperation.Auth, out fault) ? new AuthMessage { Token = fields.Token } : null,
            "subscribe" => MakeSubscribe(fields, out fault),
            "modify" => MakeModify(fields, out fault),
            "unsubscribe" => Check(fields, ClientOperation.Unsubscribe, out fault) ? new UnsubscribeMessage { Id = fields.Id } : null,
            "pause" => Check(fields, ClientOperation.Pause, out fault) ? new PauseMessage { Id = fields.Id } : null,
            "resume" => Check(fields, ClientOperation.Resume, out fault) ? new ResumeMessage { Id = fields.Id } : null,
            "statement" => Check(fields, ClientOperation.Statement, out fault) ? new StatementRequest { Id = fields.Id } : null,
            "ping" => Check(fields, ClientOperation.Ping, out fault) ? new PingMessage { T = fields.T } : null,
            "seek" => MakeSeek(fields, out fault),
            "step" => Check(fields, ClientOperation.Step, out fault) ? new StepMessage { Ticks = fields.Ticks ?? 1 } : null,
            "speed" => Check(fields, ClientOperation.Speed, out fault) ? new SpeedMessage { Speed = fields.Speed } : null,
            _ => RefuseOp(fields.Op, out fault),
        };
    }

    private static bool Check(ClientFields fields, ClientOperation operation, out MessageFault? fault)
    {
        fault = fields.FaultAmong(operation.Used, operation.Required);
        return fault is null;
    }

    private static ClientMessage? RefuseOp(string op, out MessageFault? fault)
    {
        fault = new MessageFault(FaultCodes.UnknownOp, $"there is no operation '{KeySet.Show(JsonText.ToUtf8(op))}'");
        return null;
    }

    private static SeekMessage? MakeSeek(ClientFields fields, out MessageFault? fault)
    {
        if (!Check(fields, ClientOperation.Seek, out fault))
        {
            return null;
        }

        if (fields.Seq is null == fields.Time is null)
        {
            fault = new MessageFault(FaultCodes.BadValue, "a seek goes to one place: give either seq or time");
            return null;
        }

        return new SeekMessage { Sequence = fields.Seq, Time = fields.Time is { } time ? new UnixNanos(time) : null };
    }

    private static SubscribeMessage? MakeSubscribe(ClientFields fields, out MessageFault? fault)
    {
        ClientOperation operation = ClientOperation.Subscribe;
        fault = fields.FaultAmong(operation.Used, operation.Required | (fields.Mode == DeliveryMode.Interval ? ClientKeys.IntervalMs : ClientKeys.None));
        return fault is not null ? null : new()
        {
            Id = fields.Id,
            Symbols = fields.Symbols,
            Kinds = fields.Kinds,
            Mode = fields.Mode ?? DeliveryMode.Latest,
            IntervalMs = fields.IntervalMs,
            ConflateTrades = fields.ConflateTrades ?? false,
            Summary = fields.Summary ?? false,
            Times = fields.Times ?? false,
            OnSlow = fields.OnSlow,
            From = fields.From,
        };
    }

    private static ModifyMessage? MakeModify(ClientFields fields, out MessageFault? fault) =>
        !Check(fields, ClientOperation.Modify, out fault) ? null : new()
        {
            Id = fields.Id,
            Mode = fields.Mode,
            IntervalMs = fields.IntervalMs,
            ConflateTrades = fields.ConflateTrades,
            Summary = fields.Summary,
            OnSlow = fields.OnSlow,
            Add = fields.Add,
            Remove = fields.Remove,
        };
}
