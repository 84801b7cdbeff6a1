namespace Ticker.Server.Tests.Peers;

/// <summary>A frame of HTTP/2 as the server sent it (RFC 9113, section 6).</summary>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;

    public const byte EndHeaders = 4;

    private const byte EndStream = 1;

    /// <summary>Whether nothing of its stream follows.</summary>
    public bool Ends => Type == Reset || (Type is Data or Headers && (Flags & EndStream) != 0);

    /// <summary>Builds one.</summary>
    public static byte[] Build(byte type, byte flags, int stream, params ReadOnlySpan<byte> payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, .. BigEndian(stream), .. payload];

    public static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
