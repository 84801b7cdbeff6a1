using System.Buffers.Binary;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>Captures of both formats, in either order of bytes.</summary>
internal static class CaptureBytes
{
    public static byte[] Pcap(bool big, bool nanos, IEnumerable<(long Time, byte[] Packet)> packets, uint link = 1, int keep = int.MaxValue)
    {
        List<byte> file = [];
        Add(file, big, nanos ? 0xA1B2_3C4D : 0xA1B2_C3D4);
        file.AddRange(new byte[12]);
        Add(file, big, 65_535);
        Add(file, big, link);
        foreach ((long time, byte[] packet) in packets)
        {
            byte[] kept = packet[..Math.Min(keep, packet.Length)];
            Add(file, big, (uint)(time / 1_000_000_000));
            Add(file, big, (uint)(time % 1_000_000_000 / (nanos ? 1 : 1_000)));
            Add(file, big, (uint)kept.Length);
            Add(file, big, (uint)packet.Length);
            file.AddRange(kept);
        }

        return [.. file];
    }

    /// <summary>A section: its header, an interface, a block that nobody knows, packets.</summary>
    /// <param name="big">The order of bytes.</param>
    /// <param name="resolution">The option if_tsresol; null = none, which means microseconds.</param>
    /// <param name="packets">Times are in ns.</param>
    /// <param name="offset">The option if_tsoffset, in seconds.</param>
    /// <param name="link">The link type.</param>
    public static byte[] Pcapng(bool big, byte? resolution, IEnumerable<(long Time, byte[] Packet)> packets, long offset = 0, ushort link = 1)
    {
        List<byte> file = [];
        List<byte> body = [];
        Add(body, big, 0x1A2B_3C4D);
        Add16(body, big, 1);
        Add16(body, big, 0);
        body.AddRange(Enumerable.Repeat((byte)0xFF, 8));
        AddOption(body, big, 4, "a tool"u8);
        AddBlock(file, big, 0x0A0D_0D0A, body);

        body.Clear();
        Add16(body, big, link);
        Add16(body, big, 0);
        Add(body, big, 65_535);
        AddOption(body, big, 2, "eth0"u8);
        if (resolution is { } told)
        {
            AddOption(body, big, 9, [told]);
        }

        if (offset != 0)
        {
            var seconds = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(seconds, big ? BinaryPrimitives.ReverseEndianness(offset) : offset);
            AddOption(body, big, 14, seconds);
        }

        AddOption(body, big, 0, []);
        AddBlock(file, big, 1, body);
        AddBlock(file, big, 0x0BAD_CAFE, [1, 2, 3, 4, 5, 6, 7, 8]);
        foreach ((long time, byte[] packet) in packets)
        {
            UInt128 nanos = (UInt128)(time - (offset * 1_000_000_000));
            ulong ticks = (ulong)((resolution ?? 6) switch
            {
                >= 0x80 and var binary => (((nanos << (binary & 0x7F)) + 999_999_999) / 1_000_000_000),
                <= 9 and var digits => nanos / (UInt128)Math.Pow(10, 9 - digits),
                var digits => nanos * (UInt128)Math.Pow(10, digits - 9),
            });
            body.Clear();
            Add(body, big, 0);
            Add(body, big, (uint)(ticks >> 32));
            Add(body, big, (uint)ticks);
            Add(body, big, (uint)packet.Length);
            Add(body, big, (uint)packet.Length);
            body.AddRange(packet);
            Pad(body);
            AddBlock(file, big, 6, body);
        }

        return [.. file];
    }

    /// <summary>A packet without a time.</summary>
    public static byte[] SimplePacket(byte[] packet)
    {
        List<byte> file = [];
        List<byte> body = [.. BitConverter.GetBytes(packet.Length), .. packet];
        Pad(body);
        AddBlock(file, false, 3, body);
        return [.. file];
    }

    /// <summary>The packets of a classic capture whose bytes are little-endian and whose times are in microseconds.</summary>
    public static IEnumerable<(long Time, byte[] Packet)> PacketsOf(byte[] pcap)
    {
        for (int at = 24; at < pcap.Length;)
        {
            int length = BitConverter.ToInt32(pcap, at + 8);
            yield return ((BitConverter.ToUInt32(pcap, at) * 1_000_000_000L) + (BitConverter.ToUInt32(pcap, at + 4) * 1_000L), pcap[(at + 16)..(at + 16 + length)]);
            at += 16 + length;
        }
    }

    private static void AddBlock(List<byte> file, bool big, uint type, List<byte> body)
    {
        Add(file, big, type);
        Add(file, big, (uint)body.Count + 12);
        file.AddRange(body);
        Add(file, big, (uint)body.Count + 12);
    }

    private static void AddOption(List<byte> body, bool big, ushort code, ReadOnlySpan<byte> value)
    {
        Add16(body, big, code);
        Add16(body, big, (ushort)value.Length);
        body.AddRange(value);
        Pad(body);
    }

    private static void Pad(List<byte> bytes)
    {
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }
    }

    private static void Add(List<byte> bytes, bool big, uint value) => bytes.AddRange(BitConverter.GetBytes(big ? BinaryPrimitives.ReverseEndianness(value) : value));

    private static void Add16(List<byte> bytes, bool big, ushort value) => bytes.AddRange(BitConverter.GetBytes(big ? BinaryPrimitives.ReverseEndianness(value) : value));
}
