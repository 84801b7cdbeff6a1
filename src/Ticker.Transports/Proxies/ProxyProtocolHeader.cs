using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Ticker.Transports.Proxies;

/// <summary>
/// Reads the header of the PROXY protocol, version 1 (a line of text) and version 2 (binary). Source: "The PROXY protocol,
/// versions 1 and 2", HAProxy's <c>doc/proxy-protocol.txt</c>, sections 2.1 and 2.2. Thread-safe.
/// </summary>
public static class ProxyProtocolHeader
{
    /// <summary>The longest header that is taken, in bytes; version 2 would allow 64 KiB of remarks that nobody writes.</summary>
    public const int MaxBytes = 4096;

    private const int MaxLine = 107;
    private const int FixedBytes = 16;
    private const int Ipv4Bytes = 12;
    private const int Ipv6Bytes = 36;

    private static ReadOnlySpan<byte> Line => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads what a connection begins with.</summary>
    /// <param name="bytes">What has come so far.</param>
    /// <param name="length">The header's bytes.</param>
    /// <param name="source">Who connected to the proxy; null = the proxy itself, to see whether anybody is there, or it does not say.</param>
    public static ProxyProtocolStep Read(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        (length, source) = (0, null);
        if (Begins(bytes, Signature))
        {
            return bytes.Length < FixedBytes ? ProxyProtocolStep.Incomplete : ReadBinary(bytes, out length, out source);
        }

        if (!Begins(bytes, Line))
        {
            return ProxyProtocolStep.Garbage;
        }

        int end = bytes[..Math.Min(bytes.Length, MaxLine)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxLine ? ProxyProtocolStep.Incomplete : ProxyProtocolStep.Garbage;
        }

        length = end + 2;
        return TryReadLine(Encoding.Latin1.GetString(bytes[..end]).Split(' '), out source) ? ProxyProtocolStep.Header : ProxyProtocolStep.Garbage;
    }

    // As far as it has come.
    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark)
    {
        int common = Math.Min(bytes.Length, mark.Length);
        return bytes[..common].SequenceEqual(mark[..common]);
    }

    private static bool TryReadLine(string[] words, out IPEndPoint? source)
    {
        source = null;
        if (words[1] == "UNKNOWN")
        {
            return true;
        }

        return words.Length == 6
            && words[1] is "TCP4" or "TCP6"
            && TryReadEnd(words[2], words[4], words[1] == "TCP6", out source)
            && TryReadEnd(words[3], words[5], words[1] == "TCP6", out _);
    }

    private static bool TryReadEnd(string address, string port, bool isIpv6, out IPEndPoint? end)
    {
        end = null;
        if (!IPAddress.TryParse(address, out IPAddress? ip)
            || !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            || (isIpv6 ? !address.Contains(':', StringComparison.Ordinal) : address.AsSpan().Count('.') != 3 || address.Contains(':', StringComparison.Ordinal)))
        {
            return false;
        }

        end = new IPEndPoint(ip, number);
        return true;
    }

    private static ProxyProtocolStep ReadBinary(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? source)
    {
        source = null;
        (byte command, byte family) = (bytes[12], bytes[13]);
        int rest = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        length = FixedBytes + rest;

        // Commands: 0 the proxy itself, 1 on behalf of somebody. Families: 0 unknown, 0x1_ IPv4, 0x2_ IPv6, 0x3_ Unix; 0x_1 a stream.
        bool isKnown = command is 0x20 or 0x21 && (command == 0x20 || family is 0x00 or 0x11 or 0x21 or 0x31);
        int needed = command == 0x20 ? 0 : family switch { 0x11 => Ipv4Bytes, 0x21 => Ipv6Bytes, _ => 0 };
        if (!isKnown || length > MaxBytes || rest < needed)
        {
            return ProxyProtocolStep.Garbage;
        }

        if (bytes.Length < length)
        {
            return ProxyProtocolStep.Incomplete;
        }

        if (needed > 0)
        {
            int address = needed == Ipv4Bytes ? 4 : 16;
            int port = FixedBytes + (2 * address);
            source = new IPEndPoint(new IPAddress(bytes.Slice(FixedBytes, address)), BinaryPrimitives.ReadUInt16BigEndian(bytes[port..]));
        }

        return ProxyProtocolStep.Header;
    }
}
