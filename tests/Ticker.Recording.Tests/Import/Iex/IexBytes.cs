using System.Buffers.Binary;
using System.Text;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>TOPS messages, segments and packets made by hand after the exchange's own tables.</summary>
internal static class IexBytes
{
    public const ushort Tops15 = 0x8002;
    public const ushort Tops16 = 0x8003;
    public const ushort Deep10 = 0x8004;
    public const long Noon = 1_500_000_000_000_000_000;

    public static byte[] Quote(string symbol, uint bidSize, long bid, long ask, uint askSize, byte flags = 0, long time = Noon)
    {
        byte[] message = Head('Q', 42, flags, symbol, time);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), bidSize);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), bid);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(30), ask);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(38), askSize);
        return message;
    }

    public static byte[] Trade(string symbol, uint size, long price, long id, byte flags = 0, long time = Noon, char type = 'T', int length = 38)
    {
        byte[] message = Head(type, length, flags, symbol, time);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), size);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), price);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(30), id);
        return message;
    }

    public static byte[] Status(string symbol, char state, string reason = "")
    {
        byte[] message = Head('H', 22, (byte)state, symbol);
        Encoding.ASCII.GetBytes(reason.PadRight(4), message.AsSpan(18));
        return message;
    }

    public static byte[] OperationalHalt(string symbol, bool halted) => Head('O', 18, (byte)(halted ? 'O' : 'N'), symbol);

    public static byte[] Directory(string symbol, uint lot, long close)
    {
        byte[] message = Head('D', 31, 0, symbol);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(18), lot);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(22), close);
        return message;
    }

    public static byte[] Head(char type, int length, byte flags, string symbol, long time = Noon)
    {
        var message = new byte[length];
        message[0] = (byte)type;
        if (length >= 10)
        {
            message[1] = flags;
            BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(2), time);
        }

        if (length >= 18)
        {
            Encoding.ASCII.GetBytes(symbol.PadRight(8), message.AsSpan(10));
        }

        return message;
    }

    public static byte[] Segment(long first, byte[][] messages, uint session = 7, long sent = Noon, ushort protocol = Tops16)
    {
        byte[] payload = [.. messages.SelectMany(message => (byte[])[.. BitConverter.GetBytes((ushort)message.Length), .. message])];
        var header = new byte[40];
        header[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), protocol);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), session);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(12), (ushort)payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(14), (ushort)messages.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), first);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), sent);
        return [.. header, .. payload];
    }

    /// <summary>Ethernet, IPv4 and UDP around a payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="tags">How many VLAN tags.</param>
    /// <param name="ipOptions">How many bytes of IP options, a multiple of 4.</param>
    /// <param name="padding">How many bytes Ethernet adds behind.</param>
    public static byte[] Packet(byte[] payload, int tags = 0, int ipOptions = 0, int padding = 0)
    {
        List<byte> packet = [.. new byte[12]];
        for (int tag = 0; tag < tags; tag++)
        {
            packet.AddRange([0x81, 0x00, 0x00, (byte)tag]);
        }

        packet.AddRange([0x08, 0x00]);
        var ip = new byte[20 + ipOptions];
        ip[0] = (byte)(0x40 | (ip.Length / 4));
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(2), (ushort)(ip.Length + 8 + payload.Length));
        (ip[6], ip[9]) = (0x40, 17);
        packet.AddRange(ip);
        var udp = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(2), 10378);
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(4), (ushort)(8 + payload.Length));
        packet.AddRange(udp);
        packet.AddRange(payload);
        packet.AddRange(Enumerable.Repeat((byte)0xEE, padding));
        return [.. packet];
    }

    public static byte[] Packet(long first, params byte[][] messages) => Packet(Segment(first, messages));
}
