using System.Net;

namespace Ticker.Engine.Access;

/// <summary>
/// How many connections and requests were not let in, by reason, and who shows credentials that prove nothing: an episode for each
/// address, however often it tries. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Refusals(TimeProvider time)
{
    /// <summary>The most addresses that have an episode at a time; those beyond are counted, and nobody is told of them.</summary>
    public const int MaxEpisodes = 1024;

    private readonly long[] _counts = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly Dictionary<IPAddress, long> _episodes = [];

    /// <summary>How long an address shows nothing wrong until its episode is over.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMinutes(1);

    /// <summary>An address began to show credentials that prove nothing. Raised on the thread that refused the first.</summary>
    public event Action<IPAddress>? Began;

    /// <summary>How many were refused for a reason.</summary>
    public long Of(RefusalReason reason) => Volatile.Read(ref _counts[(int)reason]);

    /// <summary>One was refused.</summary>
    public void Add(RefusalReason reason) => Interlocked.Increment(ref _counts[(int)reason]);

    /// <summary>One was refused who showed a credential that proves nothing.</summary>
    /// <param name="address">From where; null where there is none, as behind a local socket.</param>
    public void AddInvalid(IPAddress? address)
    {
        Add(RefusalReason.Unauthorized);
        if (address is null)
        {
            return;
        }

        IPAddress client = ClientNetwork.Of(address);
        bool begins;
        lock (_episodes)
        {
            bool goesOn = _episodes.ContainsKey(client);
            begins = !goesOn && _episodes.Count < MaxEpisodes;
            if (goesOn || begins)
            {
                _episodes[client] = time.GetTimestamp();
            }
        }

        if (begins)
        {
            Began?.Invoke(address);
        }
    }

    /// <summary>Ends the episodes that are over.</summary>
    internal void Look()
    {
        lock (_episodes)
        {
            // A dictionary may lose entries while it is gone through.
            foreach ((IPAddress client, long last) in _episodes)
            {
                if (time.GetElapsedTime(last) >= Quiet)
                {
                    _episodes.Remove(client);
                }
            }
        }
    }
}
