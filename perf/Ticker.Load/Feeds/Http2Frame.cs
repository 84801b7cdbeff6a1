using System.Buffers.Binary;

namespace Ticker.Load.Feeds;

/// <summary>Numbers and the header of HTTP/2 frames. Source: RFC 9113, sections 4.1 and 6.</summary>
internal static class Http2Frame
{
    public const int HeaderLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Ack = 1;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
    public const ushort InitialWindowSize = 4;

    public static void WriteHeader(Span<byte> to, int length, byte type, byte flags, int stream)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, length << 8);
        to[3] = type;
        to[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(to[5..], stream);
    }

    public static int Length(ReadOnlySpan<byte> header) => (int)(BinaryPrimitives.ReadUInt32BigEndian(header) >> 8);

    public static int Stream(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue;
}
