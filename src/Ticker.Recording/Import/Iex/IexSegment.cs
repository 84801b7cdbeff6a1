using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>The header of an IEX-TP segment, which is what each UDP packet of the feed carries. Little-endian.</summary>
internal readonly record struct IexSegment
{
    /// <summary>Its size.</summary>
    public const int Bytes = 40;

    /// <summary>The protocol of TOPS 1.5.</summary>
    public const ushort Tops15 = 0x8002;

    /// <summary>The protocol of TOPS 1.6.</summary>
    public const ushort Tops16 = 0x8003;

    /// <summary>The protocol of DEEP 1.0.</summary>
    public const ushort Deep10 = 0x8004;

    private const byte TransportVersion = 1;

    /// <summary>Which messages follow.</summary>
    public required ushort Protocol { get; init; }

    /// <summary>Which session of the sender.</summary>
    public required uint Session { get; init; }

    /// <summary>How many bytes of messages follow.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>How many messages follow; 0 = a heartbeat.</summary>
    public required int Messages { get; init; }

    /// <summary>The number of the first of them in the session, or of the next that will come.</summary>
    public required long First { get; init; }

    /// <summary>When it was sent, ns since the UNIX epoch.</summary>
    public required long SendTime { get; init; }

    /// <summary>Whether its messages are TOPS.</summary>
    public bool IsTops => Protocol is Tops15 or Tops16;

    /// <summary>Reads a segment's header.</summary>
    /// <returns>False where the bytes are no segment of a protocol that is known.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out IexSegment segment)
    {
        segment = default;
        if (payload.Length < Bytes || payload[0] != TransportVersion || BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]) is not (Tops15 or Tops16 or Deep10))
        {
            return false;
        }

        segment = new IexSegment
        {
            Protocol = BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]),
            Session = BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]),
            PayloadBytes = BinaryPrimitives.ReadUInt16LittleEndian(payload[12..]),
            Messages = BinaryPrimitives.ReadUInt16LittleEndian(payload[14..]),
            First = BinaryPrimitives.ReadInt64LittleEndian(payload[24..]),
            SendTime = BinaryPrimitives.ReadInt64LittleEndian(payload[32..]),
        };
        return true;
    }
}
