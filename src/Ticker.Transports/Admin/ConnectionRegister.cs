using System.Collections.Concurrent;
using Ticker.Model;

namespace Ticker.Transports.Admin;

/// <summary>Everybody who is connected, by number. Costs a connection one place in a table, and nothing while it is served. Thread-safe.</summary>
/// <param name="time">The clock.</param>
public sealed class ConnectionRegister(TimeProvider time)
{
    private readonly ConcurrentDictionary<long, ConnectedPeer> _peers = new();
    private long _last;

    /// <summary>How many there are.</summary>
    public int Count => _peers.Count;

    /// <summary>Enters somebody, before it is told anything, so that whoever has heard from the server is found here.</summary>
    /// <param name="peer">Who; in no register yet.</param>
    public void Enter(ConnectedPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        peer.Since = UnixNanos.Now(time);
        peer.Id = Interlocked.Increment(ref _last);
        _peers[peer.Id] = peer;
    }

    /// <summary>Nothing is left of a connection; nothing happens if it was never entered.</summary>
    public void Leave(ConnectedPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        peer.Left();
        _peers.TryRemove(peer.Id, out _);
    }

    /// <summary>The connection of a number; null = there is none.</summary>
    public ConnectedPeer? Find(long id) => _peers.GetValueOrDefault(id);

    /// <summary>
    /// Those whose number is above one, from the lowest on. Who comes or goes meanwhile is among them or is not; everybody
    /// else is, once.
    /// </summary>
    public ConnectedPeer[] After(long id)
    {
        var peers = new List<ConnectedPeer>();
        foreach ((long number, ConnectedPeer peer) in _peers)
        {
            if (number > id)
            {
                peers.Add(peer);
            }
        }

        peers.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        return [.. peers];
    }
}
