using System.Net;

namespace Ticker.Transports.Proxies;

/// <summary>Addresses and ranges of addresses. Immutable.</summary>
/// <param name="texts">As <see cref="TryRead"/> takes them.</param>
public sealed class TrustedAddresses(IEnumerable<string> texts)
{
    /// <summary>The ranges; an address is a range of one.</summary>
    public IReadOnlyList<IPNetwork> Ranges { get; } = [.. texts.Select(text => TryRead(text, out IPNetwork range) ? range : throw new FormatException(text))];

    /// <summary>Reads an address, or a range in CIDR notation.</summary>
    public static bool TryRead(string text, out IPNetwork range)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            return IPNetwork.TryParse(text, out range);
        }

        address = Plain(address);
        range = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>Whether an address is one of them. IPv4 told as IPv6 is IPv4.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        address = Plain(address);
        foreach (IPNetwork range in Ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
