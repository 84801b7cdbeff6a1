using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>
/// Reads pcapng: blocks, in sections that each have their own order of bytes and their own interfaces. Blocks of other types are
/// passed over.
/// </summary>
internal sealed class PcapngReader : IPacketReader
{
    /// <summary>The type of the block that begins a section.</summary>
    public const uint SectionHeader = 0x0A0D_0D0A;

    private const uint InterfaceDescription = 1;
    private const uint OldPacket = 2;
    private const uint SimplePacket = 3;
    private const uint EnhancedPacket = 6;
    private const uint OrderMark = 0x1A2B_3C4D;
    private const int BlockHeadBytes = 8;
    private const int BlockTailBytes = 4;
    private const int PacketHeadBytes = 20;
    private const int InterfaceHeadBytes = 8;
    private const int MaxInterfaces = 4096;
    private const ushort ResolutionOption = 9;
    private const ushort OffsetOption = 14;

    private readonly ContentBytes _bytes;
    private readonly List<CaptureInterface> _interfaces = [];
    private ByteOrder _order;
    private long _blockStart;

    /// <summary>Reads the first section's header.</summary>
    /// <param name="bytes">A content at its beginning, which was recognized.</param>
    /// <exception cref="RecordingFormatException">It is damaged.</exception>
    public PcapngReader(ContentBytes bytes)
    {
        _bytes = bytes;
        BeginBlock(out _, out uint length);
        BeginSection(length);
    }

    /// <inheritdoc/>
    public bool TryRead(out CapturedPacket packet)
    {
        while (_bytes.TryPeek(out _))
        {
            BeginBlock(out uint type, out uint length);
            switch (type)
            {
                case SectionHeader:
                    BeginSection(length);
                    break;
                case InterfaceDescription:
                    ReadInterface(Body(type, length));
                    break;
                case EnhancedPacket:
                case OldPacket:
                    packet = ReadPacket(type, Body(type, length));
                    return true;
                case SimplePacket:
                    packet = ReadSimplePacket(Body(type, length));
                    return true;
                default:
                    Require(length, 0);
                    _bytes.Skip(length - BlockHeadBytes - BlockTailBytes, "a block");
                    EndBlock(length);
                    break;
            }
        }

        packet = default;
        return false;
    }

    private void BeginBlock(out uint type, out uint length)
    {
        ReadOnlySpan<byte> head = _bytes.Take(BlockHeadBytes, "a block's header");
        _blockStart = _bytes.Offset;
        type = _order.U32(head);
        length = _order.U32(head[4..]);
    }

    // The length of this block stands before the mark that tells in which order its bytes are.
    private void BeginSection(uint lengthInOldOrder)
    {
        ReadOnlySpan<byte> mark = Take(4);
        var order = new ByteOrder(BinaryPrimitives.ReadUInt32BigEndian(mark) == OrderMark);
        if (!order.IsBig && BinaryPrimitives.ReadUInt32LittleEndian(mark) != OrderMark)
        {
            throw Wrong("a section does not tell the order of its bytes");
        }

        uint length = order == _order ? lengthInOldOrder : BinaryPrimitives.ReverseEndianness(lengthInOldOrder);
        _order = order;
        _interfaces.Clear();
        Require(length, 16);
        if (_order.U16(Take(2)) != 1)
        {
            throw Wrong("only version 1 of pcapng is known");
        }

        _bytes.Skip(length - BlockHeadBytes - BlockTailBytes - 6, "a section's header");
        EndBlock(length);
    }

    private void ReadInterface(ReadOnlySpan<byte> body)
    {
        if (body.Length < InterfaceHeadBytes || _interfaces.Count == MaxInterfaces)
        {
            throw Wrong("the description of an interface is too short, or one too many");
        }

        bool ethernet = _order.U16(body) == CaptureFormat.Ethernet;
        byte resolution = CaptureInterface.Micros;
        long offset = 0;
        ReadOnlySpan<byte> options = body[InterfaceHeadBytes..];
        while (options.Length >= 4 && _order.U16(options) is var option and not 0)
        {
            int length = _order.U16(options[2..]);
            if (length > options.Length - 4)
            {
                throw Wrong($"an option of {length} bytes does not fit into its block");
            }

            ReadOnlySpan<byte> value = options.Slice(4, length);
            resolution = option == ResolutionOption && length >= 1 ? value[0] : resolution;
            offset = option == OffsetOption && length >= 8 ? _order.I64(value) : offset;
            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }

        _interfaces.Add(new CaptureInterface(ethernet, resolution, offset));
    }

    // Both kinds have the same head, but that the older one shares the first word between interface and a count of drops.
    private CapturedPacket ReadPacket(uint type, ReadOnlySpan<byte> body)
    {
        if (body.Length < PacketHeadBytes)
        {
            throw Wrong($"a packet's block of {body.Length} bytes has no room for its head");
        }

        uint number = type == OldPacket ? _order.U16(body) : _order.U32(body);
        uint kept = _order.U32(body[12..]);
        if (number >= _interfaces.Count)
        {
            throw Wrong($"a packet came over interface {number}, which is not described");
        }

        if (kept > body.Length - PacketHeadBytes)
        {
            throw Wrong($"a packet of {kept} bytes does not fit into its block");
        }

        CaptureInterface over = _interfaces[(int)number];
        ulong time = ((ulong)_order.U32(body[4..]) << 32) | _order.U32(body[8..]);
        return new CapturedPacket
        {
            Bytes = body.Slice(PacketHeadBytes, (int)kept),
            Time = over.ToNanos(time) ?? throw Wrong($"a packet's time, {time}, is out of range"),
            IsCut = kept < _order.U32(body[16..]),
            IsEthernet = over.IsEthernet,
        };
    }

    // It has neither a time nor the length that was kept: as much as the block holds.
    private CapturedPacket ReadSimplePacket(ReadOnlySpan<byte> body)
    {
        if (body.Length < 4 || _interfaces.Count == 0)
        {
            throw Wrong("a packet's block has no room for its head, or comes before any interface");
        }

        uint length = _order.U32(body);
        int kept = (int)Math.Min(length, (uint)body.Length - 4);
        return new CapturedPacket { Bytes = body.Slice(4, kept), Time = 0, IsCut = kept < length, IsEthernet = _interfaces[0].IsEthernet };
    }

    // All of a block between its head and its tail. The tail is checked first: what is returned lives in the buffer.
    private ReadOnlySpan<byte> Body(uint type, uint length)
    {
        Require(length, 0);
        int body = (int)Math.Min(length, int.MaxValue) - BlockHeadBytes - BlockTailBytes;
        if (body > CaptureFormat.MaxTaken - BlockTailBytes)
        {
            throw Wrong($"a block of type {type} cannot be {length} bytes long");
        }

        ReadOnlySpan<byte> bytes = Take(body + BlockTailBytes);
        return _order.U32(bytes[body..]) == length ? bytes[..body] : throw Wrong("a block's length at its end is another than at its beginning");
    }

    private void EndBlock(uint length)
    {
        if (_order.U32(Take(BlockTailBytes)) != length)
        {
            throw Wrong("a block's length at its end is another than at its beginning");
        }
    }

    private void Require(uint length, int body)
    {
        if (length % 4 != 0 || length < BlockHeadBytes + BlockTailBytes + body)
        {
            throw Wrong($"a block cannot be {length} bytes long");
        }
    }

    private ReadOnlySpan<byte> Take(int length) => _bytes.TryTake(length, out ReadOnlySpan<byte> taken) ? taken : throw Wrong("the file ends within a block");

    private RecordingFormatException Wrong(string wrong) => _bytes.WrongAt(_blockStart, wrong);
}
