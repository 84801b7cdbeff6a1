using System.Buffers.Binary;
using System.Text;

namespace Ticker.Server.Tests.Peers;

/// <summary>Frames as a client sends them, right or wrong, built by hand (RFC 6455, section 5.2).</summary>
internal static class Frames
{
    public const byte Final = 0x80;
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte CloseCode = 8;
    public const byte PingCode = 9;
    public const byte PongCode = 10;

    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    /// <summary>A frame with any first byte.</summary>
    /// <param name="first">FIN, the reserved bits and the opcode.</param>
    /// <param name="payload">The payload, as it is before masking.</param>
    /// <param name="masked">Whether it is masked, as all of a client's must be.</param>
    /// <param name="promised">The length that the header tells; the payload's, unless given.</param>
    /// <param name="lengthBytes">How many bytes tell the length: 0, 2 or 8; the fewest, unless given.</param>
    public static byte[] Build(int first, ReadOnlySpan<byte> payload, bool masked = true, ulong? promised = null, int? lengthBytes = null)
    {
        ulong length = promised ?? (ulong)payload.Length;
        int extra = lengthBytes ?? (length <= 125 ? 0 : length <= ushort.MaxValue ? 2 : 8);
        int header = 2 + extra + (masked ? 4 : 0);
        byte[] frame = new byte[header + payload.Length];
        frame[0] = (byte)first;
        frame[1] = (byte)((masked ? 0x80 : 0) | extra switch { 0 => (int)length, 2 => 126, _ => 127 });
        if (extra == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)length);
        }
        else if (extra == 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), length);
        }

        if (masked)
        {
            Mask.CopyTo(frame, header - 4);
        }

        for (int i = 0; i < payload.Length; i++)
        {
            frame[header + i] = masked ? (byte)(payload[i] ^ Mask[i & 3]) : payload[i];
        }

        return frame;
    }

    public static byte[] TextOf(string text) => Build(Final | Text, Encoding.UTF8.GetBytes(text));

    public static byte[] BinaryOf(ReadOnlySpan<byte> payload) => Build(Final | Binary, payload);

    public static byte[] Ping(ReadOnlySpan<byte> payload) => Build(Final | PingCode, payload);

    public static byte[] Pong(ReadOnlySpan<byte> payload) => Build(Final | PongCode, payload);

    public static byte[] Close(int code, ReadOnlySpan<byte> reason = default)
    {
        byte[] payload = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        reason.CopyTo(payload.AsSpan(2));
        return Build(Final | CloseCode, payload);
    }

    public static byte[] Join(params IEnumerable<byte[]> frames) => [.. frames.SelectMany(frame => frame)];
}
