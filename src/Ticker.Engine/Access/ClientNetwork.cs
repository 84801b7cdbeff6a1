using System.Net;
using System.Net.Sockets;

namespace Ticker.Engine.Access;

/// <summary>
/// What counts as one client: an address of IPv4, and of IPv6 the first 64 bits, since whoever has one of the rest has all of them
/// (RFC 4291, 2.5.1). Stateless.
/// </summary>
public static class ClientNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>The network that an address stands for, as an address.</summary>
    public static IPAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback))
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
