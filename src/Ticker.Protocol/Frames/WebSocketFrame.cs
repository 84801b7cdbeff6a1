using System.Buffers.Binary;
using System.Text.Unicode;

namespace Ticker.Protocol;

/// <summary>
/// Writes, and reads again, the frames a server sends (RFC 6455, section 5): final, unmasked, with the shortest length form.
/// </summary>
public static class WebSocketFrame
{
    /// <summary>The most bytes of a header: two, and a 64-bit length.</summary>
    public const int MaxHeader = 10;

    /// <summary>The most payload bytes of a close, ping or pong frame (section 5.5).</summary>
    public const int MaxControlPayload = 125;

    /// <summary>The most bytes of a close reason: what a control frame holds besides the code.</summary>
    public const int MaxCloseReason = MaxControlPayload - 2;

    /// <summary>Of the first byte: the message is compressed (RFC 7692, section 6).</summary>
    public const byte Compressed = 0x40;

    private const byte Final = 0x80;

    /// <summary>Writes the header of a payload that already stands in a buffer, right before it.</summary>
    /// <param name="buffer">Holds the payload, with at least <see cref="MaxHeader"/> bytes free before it.</param>
    /// <param name="payloadStart">Where the payload starts in <paramref name="buffer"/>.</param>
    /// <param name="payloadLength">Its length in bytes.</param>
    /// <param name="opcode">What the frame is.</param>
    /// <returns>Where the frame starts in <paramref name="buffer"/>; it ends with the payload.</returns>
    public static int WriteHeaderBefore(Span<byte> buffer, int payloadStart, int payloadLength, WebSocketOpcode opcode)
    {
        int start = payloadStart - HeaderLength(payloadLength);
        WriteHeader(buffer[start..payloadStart], payloadLength, opcode);
        return start;
    }

    /// <summary>Writes a whole small frame.</summary>
    /// <param name="destination">At least <see cref="MaxHeader"/> bytes longer than the payload.</param>
    /// <param name="opcode">What the frame is.</param>
    /// <param name="payload">At most <see cref="MaxControlPayload"/> bytes where the opcode is a control frame's.</param>
    /// <returns>The length of the frame.</returns>
    /// <exception cref="ArgumentException">A control frame cannot hold the payload.</exception>
    public static int Write(Span<byte> destination, WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (opcode >= WebSocketOpcode.Close && payload.Length > MaxControlPayload)
        {
            throw new ArgumentException($"a control frame holds at most {MaxControlPayload} bytes, not {payload.Length}", nameof(payload));
        }

        int header = HeaderLength(payload.Length);
        payload.CopyTo(destination[header..]);
        WriteHeader(destination[..header], payload.Length, opcode);
        return header + payload.Length;
    }

    /// <summary>Writes a whole close frame.</summary>
    /// <param name="destination">At least 127 bytes.</param>
    /// <param name="code">A code that may be sent (section 7.4): 1000 to 4999, never 1004, 1005, 1006 or 1015.</param>
    /// <param name="reason">One short machine-readable word; cut at a character to <see cref="MaxCloseReason"/> bytes.</param>
    /// <returns>The length of the frame.</returns>
    public static int WriteClose(Span<byte> destination, int code, ReadOnlySpan<char> reason)
    {
        Span<byte> payload = stackalloc byte[MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Utf8.FromUtf16(reason, payload[2..], out _, out int length, replaceInvalidSequences: true);
        return Write(destination, WebSocketOpcode.Close, payload[..(2 + length)]);
    }

    /// <summary>Takes the first of whole frames as they are written here: unmasked.</summary>
    /// <param name="frames">One frame or several; the first is taken away.</param>
    /// <param name="opcode">What it is.</param>
    /// <param name="payload">Its payload.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> frames, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = default;
        payload = default;
        if (frames.Length < 2)
        {
            return false;
        }

        opcode = (WebSocketOpcode)(frames[0] & 0x0f);
        (int length, int header) = frames[1] switch
        {
            126 => (BinaryPrimitives.ReadUInt16BigEndian(frames[2..]), 4),
            127 => ((int)BinaryPrimitives.ReadUInt64BigEndian(frames[2..]), MaxHeader),
            byte small => (small, 2),
        };
        payload = frames.Slice(header, length);
        frames = frames[(header + length)..];
        return true;
    }

    private static int HeaderLength(int payloadLength) => payloadLength switch
    {
        <= 125 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxHeader,
    };

    private static void WriteHeader(Span<byte> header, int payloadLength, WebSocketOpcode opcode)
    {
        header[0] = (byte)(Final | (byte)opcode);
        switch (header.Length)
        {
            case 2:
                header[1] = (byte)payloadLength;
                break;
            case 4:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payloadLength);
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payloadLength);
                break;
        }
    }
}
