using System.Globalization;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// How messages are put on a subscriber's road: in which encoding, and what stands around each. Subscriptions that share
/// encoded frames have the same. Immutable.
/// </summary>
/// <param name="Shape">What stands around each message.</param>
/// <param name="Encoding">How the message itself is written.</param>
public readonly record struct Framing(FrameShape Shape, WireEncoding Encoding)
{
    /// <summary>The most bytes that a close takes.</summary>
    internal const int LongestClose = 256;

    private const int LongestEvent = 32;

    // Five digits, which is enough for any message, and a line's end: always as many, so that the length can be written last.
    private const int ChunkDigits = 5;
    private const int ChunkHead = ChunkDigits + 2;
    private const int ChunkTail = 2;

    // "\nid: ", two numbers of up to 20 digits and a colon, and the blank line.
    private const int EventTail = 48;

    private static ReadOnlySpan<byte> Data => "event: ticks\ndata: "u8;

    private static ReadOnlySpan<byte> EventOf => "{\"ev\":\""u8;

    /// <summary>WebSocket frames: text in JSON, binary in MessagePack.</summary>
    public static Framing WebSocket(WireEncoding encoding) => new(FrameShape.WebSocket, encoding);

    /// <summary>The same, for a peer that has agreed to compressed messages.</summary>
    public static Framing DeflatedWebSocket(WireEncoding encoding) => new(FrameShape.DeflatedWebSocket, encoding);

    /// <summary>JSON, one message a line.</summary>
    public static Framing Lines => new(FrameShape.Lines, WireEncoding.Json);

    /// <summary>JSON, each message a server-sent event.</summary>
    public static Framing Events => new(FrameShape.Events, WireEncoding.Json);

    /// <summary>
    /// Whether each message is a chunk of an HTTP/1.1 body (RFC 9112, section 7.1), for a connection that nobody else
    /// cuts into chunks. The last chunk is not of a message, and so not written here.
    /// </summary>
    public bool IsChunked { get; init; }

    /// <summary>The bytes in front of a message that are not its framing's own but of the chunk that it is.</summary>
    public int ChunkStart => IsChunked ? ChunkHead : 0;

    /// <summary>JSON, each message after a head that tells its length and where it leads: to be put together into an answer.</summary>
    public static Framing Parts => new(FrameShape.Parts, WireEncoding.Json);

    /// <summary>Whether the peer cannot speak: it is not pinged, and its end is the end of the bytes.</summary>
    public bool IsOneWay => !IsWebSocket;

    /// <summary>Whether messages may be compressed, both ways.</summary>
    public bool IsDeflated => Shape == FrameShape.DeflatedWebSocket;

    private bool IsWebSocket => Shape is FrameShape.WebSocket or FrameShape.DeflatedWebSocket;

    /// <summary>Whether a message is told with the position to resume from after it.</summary>
    internal bool TellsPosition => Shape is FrameShape.Events or FrameShape.Parts;

    /// <summary>The most bytes in front of a message of ticks.</summary>
    internal int DataHead => Shape switch
    {
        FrameShape.WebSocket or FrameShape.DeflatedWebSocket => WebSocketFrame.MaxHeader,
        FrameShape.Events => ChunkStart + Data.Length,
        FrameShape.Parts => FramePart.Head,
        _ => ChunkStart,
    };

    /// <summary>The most bytes behind a message.</summary>
    internal int Tail => (IsChunked ? ChunkTail : 0) + Shape switch
    {
        FrameShape.Events => EventTail,
        FrameShape.Lines => 1,
        _ => 0,
    };

    private WebSocketOpcode Opcode => Encoding == WireEncoding.Json ? WebSocketOpcode.Text : WebSocketOpcode.Binary;

    /// <summary>The most bytes that a message takes with all that stands around it.</summary>
    /// <param name="payload">The bytes of the message.</param>
    public int SizeOf(int payload) => payload + Tail + (Shape == FrameShape.Events ? ChunkStart + "event: "u8.Length + LongestEvent + "\ndata: "u8.Length : DataHead);

    /// <summary>Writes a message with all that stands around it.</summary>
    /// <param name="destination">As large as <see cref="SizeOf"/> says.</param>
    /// <param name="payload">The message.</param>
    /// <param name="resume">Where to resume after it; null = not known, or as before it.</param>
    /// <param name="standing">How its subscription stands after it, for a framing that tells.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> destination, ReadOnlySpan<byte> payload, StreamPosition? resume, PartStanding standing = PartStanding.Unknown)
    {
        if (IsWebSocket)
        {
            return WebSocketFrame.Write(destination, Opcode, payload);
        }

        if (Shape == FrameShape.Parts)
        {
            FramePart.WriteHead(destination, payload.Length, resume, standing);
            payload.CopyTo(destination[FramePart.Head..]);
            return FramePart.Head + payload.Length;
        }

        int at = ChunkStart;
        at += Shape == FrameShape.Events ? WriteHead(destination[at..], payload) : 0;
        payload.CopyTo(destination[at..]);
        at += payload.Length;
        return EndChunk(destination, at + WriteTail(destination[at..], resume));
    }

    /// <summary>Puts around a message of ticks what belongs there.</summary>
    /// <param name="buffer">Holds the message, with <see cref="DataHead"/> bytes free before and <see cref="Tail"/> behind it.</param>
    /// <param name="start">Where the message starts.</param>
    /// <param name="length">Its length.</param>
    /// <param name="resume">Where to resume after it; null = not known.</param>
    /// <param name="frame">Where the whole starts.</param>
    /// <param name="standing">How its subscription stands after it, for a framing that tells.</param>
    /// <returns>How many bytes the whole has.</returns>
    internal int Surround(Span<byte> buffer, int start, int length, StreamPosition? resume, out int frame, PartStanding standing = PartStanding.Unknown)
    {
        if (IsWebSocket)
        {
            frame = WebSocketFrame.WriteHeaderBefore(buffer, start, length, Opcode);
            return start + length - frame;
        }

        frame = start - DataHead;
        if (Shape == FrameShape.Parts)
        {
            FramePart.WriteHead(buffer[frame..], length, resume, standing);
            return FramePart.Head + length;
        }

        if (Shape == FrameShape.Events)
        {
            Data.CopyTo(buffer[(frame + ChunkStart)..]);
        }

        return EndChunk(buffer[frame..], start + length - frame + WriteTail(buffer[(start + length)..], resume));
    }

    /// <summary>Writes a compressed message with all that stands around it.</summary>
    /// <param name="destination">As large as <see cref="SizeOf"/> says.</param>
    /// <param name="deflated">The message.</param>
    /// <returns>How many bytes were written.</returns>
    internal int WriteDeflated(Span<byte> destination, ReadOnlySpan<byte> deflated)
    {
        int length = WebSocketFrame.Write(destination, Opcode, deflated);
        destination[0] |= WebSocketFrame.Compressed;
        return length;
    }

    /// <summary>Writes that the server closes the connection, and why.</summary>
    /// <param name="destination">As large as <see cref="LongestClose"/>.</param>
    /// <param name="reason">Why.</param>
    /// <returns>How many bytes were written.</returns>
    internal int WriteClose(Span<byte> destination, CloseReason reason) => !IsWebSocket
        ? Write(destination, System.Text.Encoding.UTF8.GetBytes($$"""{"ev":"close","code":{{reason.Code}},"reason":"{{reason.Text}}"}"""), null)
        : reason.Code == 0 ? WebSocketFrame.Write(destination, WebSocketOpcode.Close, default)
        : WebSocketFrame.WriteClose(destination, reason.Code, reason.Text);

    // A heartbeat is a comment: it keeps the connection open and the position new, and no page need hear of it.
    private static int WriteHead(Span<byte> destination, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> name = EventName(payload);
        if (name.SequenceEqual("heartbeat"u8))
        {
            ": "u8.CopyTo(destination);
            return 2;
        }

        "event: "u8.CopyTo(destination);
        int at = "event: "u8.Length;
        name.CopyTo(destination[at..]);
        at += name.Length;
        "\ndata: "u8.CopyTo(destination[at..]);
        return at + "\ndata: "u8.Length;
    }

    // Every control message begins with its name; a message of ticks has none.
    private static ReadOnlySpan<byte> EventName(ReadOnlySpan<byte> payload)
    {
        if (!payload.StartsWith(EventOf))
        {
            return "ticks"u8;
        }

        ReadOnlySpan<byte> rest = payload[EventOf.Length..];
        int end = rest[..Math.Min(rest.Length, LongestEvent)].IndexOf((byte)'"');
        return end < 0 ? "message"u8 : rest[..end];
    }

    // Writes how long the chunk is in front of it, and its end behind it.
    private int EndChunk(Span<byte> chunk, int length)
    {
        if (!IsChunked)
        {
            return length;
        }

        (length - ChunkHead).TryFormat(chunk, out _, "X5", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(chunk[ChunkDigits..]);
        "\r\n"u8.CopyTo(chunk[length..]);
        return length + ChunkTail;
    }

    private int WriteTail(Span<byte> destination, StreamPosition? resume)
    {
        if (Shape == FrameShape.Lines)
        {
            destination[0] = (byte)'\n';
            return 1;
        }

        int at = 0;
        if (resume is { } position)
        {
            "\nid: "u8.CopyTo(destination);
            at = "\nid: "u8.Length;
            position.Epoch.TryFormat(destination[at..], out int digits);
            at += digits;
            destination[at++] = (byte)':';
            position.Sequence.TryFormat(destination[at..], out digits);
            at += digits;
        }

        "\n\n"u8.CopyTo(destination[at..]);
        return at + 2;
    }
}
