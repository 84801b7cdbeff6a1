using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>Finds what a UDP packet carries: Ethernet, with VLAN tags or without, IPv4, UDP. Stateless.</summary>
internal static class UdpPayload
{
    private const int AddressBytes = 12;
    private const int TagBytes = 4;
    private const int UdpHeaderBytes = 8;
    private const int MinIpHeaderBytes = 20;
    private const byte Udp = 17;
    private const ushort Ipv4 = 0x0800;
    private const ushort MoreFragmentsOrOffset = 0x3FFF;

    /// <summary>Finds it.</summary>
    /// <param name="packet">The packet from its Ethernet header on.</param>
    /// <param name="payload">As much of it as is there; the padding that Ethernet adds is not in it.</param>
    /// <param name="length">How long it says that it is.</param>
    /// <returns>False where it is no whole UDP packet over IPv4.</returns>
    public static bool TryFind(ReadOnlySpan<byte> packet, out ReadOnlySpan<byte> payload, out int length)
    {
        payload = default;
        length = 0;
        int at = AddressBytes;
        while (packet.Length >= at + TagBytes && IsTag(BinaryPrimitives.ReadUInt16BigEndian(packet[at..])))
        {
            at += TagBytes;
        }

        if (packet.Length < at + 2 + MinIpHeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(packet[at..]) != Ipv4)
        {
            return false;
        }

        ReadOnlySpan<byte> ip = packet[(at + 2)..];
        int headerBytes = (ip[0] & 0x0F) * 4;
        bool whole = (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & MoreFragmentsOrOffset) == 0;
        if (ip[0] >> 4 != 4 || headerBytes < MinIpHeaderBytes || !whole || ip[9] != Udp || ip.Length < headerBytes + UdpHeaderBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> udp = ip[headerBytes..];
        length = BinaryPrimitives.ReadUInt16BigEndian(udp[4..]) - UdpHeaderBytes;
        if (length < 0)
        {
            return false;
        }

        payload = udp.Slice(UdpHeaderBytes, Math.Min(length, udp.Length - UdpHeaderBytes));
        return true;
    }

    private static bool IsTag(ushort type) => type is 0x8100 or 0x88A8 or 0x9100;
}
