using System.Net;
using Ticker.Engine.Access;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// How much each address has at a time, up to a limit; what counts as one is <see cref="ClientNetwork"/>'s to say. 127.0.0.1 and ::1 are not counted: behind them are this machine's own programs, or a proxy that
/// does not tell its clients' addresses, all of whom would have one together. Holds only addresses that have something. Thread-safe.
/// </summary>
/// <param name="limit">The most of one address.</param>
public sealed class AddressCounts(int limit)
{
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <summary>How many addresses have something.</summary>
    public int Addresses
    {
        get
        {
            lock (_counts)
            {
                return _counts.Count;
            }
        }
    }

    /// <summary>Counts one more; false when the address has as many as it may have.</summary>
    /// <param name="address">The address; null where there is none, as behind a local socket.</param>
    public bool TryEnter(IPAddress? address)
    {
        if (KeyOf(address) is not { } key)
        {
            return true;
        }

        lock (_counts)
        {
            int count = _counts.GetValueOrDefault(key);
            if (count >= limit)
            {
                return false;
            }

            _counts[key] = count + 1;
            return true;
        }
    }

    /// <summary>One of an address has ended.</summary>
    public void Leave(IPAddress? address)
    {
        if (KeyOf(address) is not { } key)
        {
            return;
        }

        lock (_counts)
        {
            if (_counts[key] == 1)
            {
                _counts.Remove(key);
            }
            else
            {
                _counts[key]--;
            }
        }
    }

    // Null where it is not counted.
    private static IPAddress? KeyOf(IPAddress? address)
    {
        IPAddress? network = address is null ? null : ClientNetwork.Of(address);
        return network is null || network.Equals(IPAddress.Loopback) || network.Equals(IPAddress.IPv6Loopback) ? null : network;
    }
}
