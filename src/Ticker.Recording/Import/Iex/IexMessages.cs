using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>The messages of a TOPS capture in their order, each once. For one thread.</summary>
internal sealed class IexMessages : IDisposable
{
    private const int LengthBytes = 2;

    private readonly ContentBytes _bytes;
    private readonly IPacketReader _packets;
    private readonly IexSequence _sequence;
    private readonly IexCounts _counts;

    // A copy of the segment at hand, because the packet's bytes go when the next is read; no UDP packet is longer.
    private readonly byte[] _payload = new byte[ushort.MaxValue];
    private long _packetStart;
    private int _at;
    private int _end;
    private int _left;
    private int _seen;
    private bool _cut;
    private bool _isTops;

    /// <summary>Reads the capture's header.</summary>
    /// <param name="content">A capture; it is disposed with this.</param>
    /// <param name="counts">Where to count.</param>
    /// <exception cref="RecordingFormatException">The header is damaged.</exception>
    public IexMessages(RecordingContent content, IexCounts counts)
    {
        _counts = counts;
        _sequence = new IexSequence(counts);
        _bytes = new ContentBytes(content, CaptureFormat.MaxTaken);
        _packets = CaptureFormat.Open(content.Head, _bytes);
    }

    /// <summary>How much of <see cref="Length"/> has been read, as stored.</summary>
    public long BytesRead => _bytes.BytesRead;

    /// <summary>The size as stored, in bytes.</summary>
    public long Length => _bytes.Length;

    /// <summary>When the packet of the message at hand was captured, ns since the UNIX epoch; where that is not told, when it was sent.</summary>
    public long CapturedAt { get; private set; }

    /// <summary>How many gaps there have been so far.</summary>
    public int Gaps => _sequence.Gaps;

    /// <summary>Whether any segment of TOPS has come.</summary>
    public bool HasTops => _isTops;

    /// <summary>Reads a message, which lives until the next is read.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The capture or a packet is damaged, or the feed is not TOPS.</exception>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        do
        {
            while (_left > 0)
            {
                _left--;
                if (TryTake(out message))
                {
                    return true;
                }
            }
        }
        while (TryBegin());

        message = default;
        return false;
    }

    /// <summary>An error in the packet at hand.</summary>
    public RecordingFormatException Wrong(string wrong) => _bytes.WrongAt(_packetStart, wrong);

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    // False at the end of the capture.
    private bool TryBegin()
    {
        _packetStart = _bytes.Position;
        bool more = _packets.TryRead(out CapturedPacket packet);
        if (more)
        {
            Begin(in packet);
        }

        return more;
    }

    private void Begin(in CapturedPacket packet)
    {
        if (!packet.IsEthernet || !UdpPayload.TryFind(packet.Bytes, out ReadOnlySpan<byte> udp, out int udpBytes) || !IexSegment.TryRead(udp, out IexSegment segment))
        {
            _counts.OtherPackets++;
            return;
        }

        if (!segment.IsTops)
        {
            _counts.OtherPackets += _isTops ? 1 : throw Wrong("this is IEX DEEP, a book of price levels, not TOPS");
            return;
        }

        _isTops = true;
        if (IexSegment.Bytes + segment.PayloadBytes > udpBytes)
        {
            throw Wrong($"a segment says that {segment.PayloadBytes} bytes of messages follow; {udpBytes - IexSegment.Bytes} do");
        }

        if (segment.First < 0 || segment.SendTime < 0)
        {
            throw Wrong("a segment's number or time is negative");
        }

        _counts.Heartbeats += segment.Messages == 0 ? 1 : 0;
        _seen = _sequence.Follow(in segment);
        ReadOnlySpan<byte> messages = udp.Slice(IexSegment.Bytes, Math.Min(segment.PayloadBytes, udp.Length - IexSegment.Bytes));
        messages.CopyTo(_payload);
        (_at, _end, _left) = (0, messages.Length, segment.Messages);
        _cut = messages.Length < segment.PayloadBytes;
        if (_cut && !packet.IsCut)
        {
            throw Wrong("a packet ends within its segment");
        }

        _counts.CutPackets += _cut ? 1 : 0;
        CapturedAt = packet.Time > 0 ? packet.Time : segment.SendTime;
    }

    private bool TryTake(out ReadOnlySpan<byte> message)
    {
        message = default;
        int length = _end - _at >= LengthBytes ? BinaryPrimitives.ReadUInt16LittleEndian(_payload.AsSpan(_at)) : 0;
        if (length == 0 || length > _end - _at - LengthBytes)
        {
            if (!_cut)
            {
                throw Wrong($"a message of {length} bytes does not fit into its segment, {_left} more should follow it");
            }

            // The rest was sent and not kept.
            _sequence.Lose(_left + 1);
            _left = 0;
            return false;
        }

        message = _payload.AsSpan(_at + LengthBytes, length);
        _at += LengthBytes + length;
        if (_seen > 0)
        {
            _seen--;
            return false;
        }

        return true;
    }
}
