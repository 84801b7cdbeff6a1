using System.Buffers.Binary;

namespace Ticker.Load.Feeds;

/// <summary>Reads a server's answers as they come in pieces: whether it is ready, and the newest ack.</summary>
internal sealed class AckScan
{
    private const int PrefixLength = 5;
    private const byte ReadyTag = (1 << 3) | 2;
    private const byte AckTag = (2 << 3) | 2;
    private const byte RejectTag = (3 << 3) | 2;
    private const byte ReceivedTag = 1 << 3;

    private readonly byte[] _pending = new byte[64 * 1024];
    private int _count;

    public bool Ready { get; private set; }

    public ulong Received { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_pending.AsSpan(_count));
        _count += bytes.Length;
        int at = 0;
        while (_count - at >= PrefixLength)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(_pending.AsSpan(at + 1));
            if (_count - at < PrefixLength + length)
            {
                break;
            }

            Answer(_pending.AsSpan(at + PrefixLength, length));
            at += PrefixLength + length;
        }

        _pending.AsSpan(at, _count - at).CopyTo(_pending);
        _count -= at;
    }

    private void Answer(ReadOnlySpan<byte> message)
    {
        switch (message[0])
        {
            case ReadyTag:
                Ready = true;
                break;
            case AckTag when message.Length > 2 && message[2] == ReceivedTag:
                Received = Varint(message[3..]);
                break;
            case RejectTag:
                throw new IOException("the server rejected a tick: " + Convert.ToHexString(message));
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        int shift = 0;
        foreach (byte one in bytes)
        {
            value |= (ulong)(one & 0x7F) << shift;
            shift += 7;
            if (one < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
