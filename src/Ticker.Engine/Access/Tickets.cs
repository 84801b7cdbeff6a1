using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticker.Engine.Access;

/// <summary>
/// Tickets: each lets one connection in as the identity that asked for it, once, and soon. Only their hashes are kept,
/// so that how long a search takes says nothing of what is there. Bounded: when it is full nothing is issued. Thread-safe.
/// </summary>
/// <param name="life">How long a ticket may be used.</param>
/// <param name="most">The most that wait to be used.</param>
/// <param name="time">The clock.</param>
internal sealed class Tickets(TimeSpan life, int most, TimeProvider time)
{
    private const int SecretBytes = 32;

    private readonly Dictionary<UInt128, (Identity Identity, long Issued)> _open = [];
    private readonly Queue<(UInt128 Ticket, long Issued)> _order = new();

    /// <summary>How many wait to be used.</summary>
    public int Count
    {
        get
        {
            lock (_open)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Issues a ticket; null when there are as many as there may be.</summary>
    public string? TryIssue(Identity identity)
    {
        string ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        lock (_open)
        {
            Forget();
            if (_open.Count >= most || _order.Count >= 2 * most)
            {
                return null;
            }

            long now = time.GetTimestamp();
            _open[HashOf(ticket)] = (identity, now);
            _order.Enqueue((HashOf(ticket), now));
            return ticket;
        }
    }

    /// <summary>Uses a ticket up; null when it was used before, is too old, or never was.</summary>
    public Identity? Redeem(string ticket)
    {
        lock (_open)
        {
            return _open.Remove(HashOf(ticket), out (Identity Identity, long Issued) found) && time.GetElapsedTime(found.Issued) < life ? found.Identity : null;
        }
    }

    /// <summary>Forgets those that are too old.</summary>
    public void Look()
    {
        lock (_open)
        {
            Forget();
        }
    }

    private void Forget()
    {
        while (_order.TryPeek(out (UInt128 Ticket, long Issued) oldest) && time.GetElapsedTime(oldest.Issued) >= life)
        {
            _open.Remove(_order.Dequeue().Ticket);
        }
    }

    private static UInt128 HashOf(string ticket)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(ticket), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
