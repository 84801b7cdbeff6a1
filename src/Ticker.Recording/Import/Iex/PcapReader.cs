using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>Reads the classic capture format (libpcap's), of either order of bytes, with times in microseconds or nanoseconds.</summary>
internal sealed class PcapReader : IPacketReader
{
    private const uint Micros = 0xA1B2_C3D4;
    private const uint Nanos = 0xA1B2_3C4D;
    private const int HeaderBytes = 24;
    private const int LinkTypeAt = 20;
    private const int PacketHeaderBytes = 16;

    private readonly ContentBytes _bytes;
    private readonly ByteOrder _order;
    private readonly long _unit;
    private readonly bool _isEthernet;

    /// <summary>Reads the header.</summary>
    /// <param name="bytes">A content at its beginning, which was recognized.</param>
    /// <exception cref="RecordingFormatException">The content ends within the header.</exception>
    public PcapReader(ContentBytes bytes)
    {
        _bytes = bytes;
        ReadOnlySpan<byte> header = bytes.Take(HeaderBytes, "the capture's header");
        _order = new ByteOrder(BinaryPrimitives.ReadUInt32BigEndian(header) is Micros or Nanos);
        _unit = _order.U32(header) == Nanos ? 1 : 1_000;

        // The upper half may tell of checksums behind the packets.
        _isEthernet = _order.U16(header[(_order.IsBig ? LinkTypeAt + 2 : LinkTypeAt)..]) == CaptureFormat.Ethernet;
    }

    /// <summary>Whether a content begins as this format does.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.Length >= 4
        && (BinaryPrimitives.ReadUInt32LittleEndian(head) is Micros or Nanos || BinaryPrimitives.ReadUInt32BigEndian(head) is Micros or Nanos);

    /// <inheritdoc/>
    public bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        if (!_bytes.TryPeek(out _))
        {
            return false;
        }

        long start = _bytes.Position;
        ReadOnlySpan<byte> header = _bytes.Take(PacketHeaderBytes, "a packet's header");
        long time = (_order.U32(header) * 1_000_000_000L) + (_order.U32(header[4..]) * _unit);
        uint kept = _order.U32(header[8..]);
        uint length = _order.U32(header[12..]);
        if (kept > CaptureFormat.MaxPacketBytes)
        {
            throw _bytes.Wrong($"a packet cannot be {kept} bytes long");
        }

        packet = new CapturedPacket { Bytes = Body((int)kept, start), Time = time, IsCut = kept < length, IsEthernet = _isEthernet };
        return true;
    }

    private ReadOnlySpan<byte> Body(int length, long start) =>
        _bytes.TryTake(length, out ReadOnlySpan<byte> body) ? body : throw _bytes.WrongAt(start, $"the file ends within a packet of {length} bytes");
}
