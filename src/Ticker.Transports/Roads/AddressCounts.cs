using System.Net;

namespace Ticker.Transports.Roads;

/// <summary>How much each address has at a time, up to a limit. Holds only addresses that have something. Thread-safe.</summary>
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
    public bool TryEnter(IPAddress address)
    {
        lock (_counts)
        {
            int count = _counts.GetValueOrDefault(address);
            if (count >= limit)
            {
                return false;
            }

            _counts[address] = count + 1;
            return true;
        }
    }

    /// <summary>One of an address has ended.</summary>
    public void Leave(IPAddress address)
    {
        lock (_counts)
        {
            if (_counts[address] == 1)
            {
                _counts.Remove(address);
            }
            else
            {
                _counts[address]--;
            }
        }
    }
}
