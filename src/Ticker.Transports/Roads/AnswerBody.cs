using System.Buffers;
using System.Text;
using System.Text.Json;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Roads;

/// <summary>Makes the body of an answer of the events that were kept for it. Stateless.</summary>
internal static class AnswerBody
{
    private static ReadOnlySpan<byte> Ticks => "\"ticks\":["u8;

    /// <summary><c>{"messages":[..],"cursor":"epoch:sequence"}</c>: every message as a socket would have got it.</summary>
    /// <param name="events">The events.</param>
    /// <param name="statement">The accounts, which are the last message; null = there are none.</param>
    /// <param name="resume">Where to go on; null = not known, and left out.</param>
    public static ArrayBufferWriter<byte> OfPoll(ReadOnlySpan<byte> events, Statement? statement, StreamPosition? resume)
    {
        var body = new ArrayBufferWriter<byte>(events.Length + 64);
        body.Write("{\"messages\":["u8);
        bool isFirst = true;
        while (EventBlock.TryRead(events, out EventBlock block))
        {
            events = events[block.Length..];
            if (!block.IsComment)
            {
                body.Write(isFirst ? default : ","u8);
                body.Write(block.Payload);
                isFirst = false;
            }
        }

        if (statement is not null)
        {
            body.Write(isFirst ? default : ","u8);
            ServerMessageWriter.Write(body, statement, WireEncoding.Json);
        }

        body.Write(Encoding.UTF8.GetBytes(resume is null ? "]}" : $$"""],"cursor":"{{resume}}"}"""));
        return body;
    }

    /// <summary><c>{"ticks":[..],"unknown":[..]}</c>: the newest of each instrument and kind, and the names that nobody has defined.</summary>
    /// <param name="events">The events.</param>
    public static ArrayBufferWriter<byte> OfState(ReadOnlySpan<byte> events)
    {
        var body = new ArrayBufferWriter<byte>(events.Length + 64);
        var unknown = new List<string>();
        body.Write("{"u8);
        body.Write(Ticks);
        bool isFirst = true;
        while (EventBlock.TryRead(events, out EventBlock block))
        {
            events = events[block.Length..];
            if (block.Name.SequenceEqual("ticks"u8))
            {
                // What stands between the brackets of {"id":1,"ticks":[..]}.
                body.Write(isFirst ? default : ","u8);
                body.Write(block.Payload[(block.Payload.IndexOf(Ticks) + Ticks.Length)..^2]);
                isFirst = false;
            }
            else if (block.Name.SequenceEqual("subscribed"u8))
            {
                AddUnknown(block.Payload, unknown);
            }
        }

        body.Write("],\"unknown\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(unknown));
        body.Write("}"u8);
        return body;
    }

    private static void AddUnknown(ReadOnlySpan<byte> page, List<string> unknown)
    {
        var reader = new Utf8JsonReader(page);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        unknown.AddRange(document.RootElement.GetProperty("unknown").EnumerateArray().Select(name => name.GetString()!));
    }
}
