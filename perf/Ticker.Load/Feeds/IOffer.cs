namespace Ticker.Load.Feeds;

/// <summary>
/// Ticks for a server, in messages that are encoded once and sent again and again, one each step, by one thread.
/// </summary>
public interface IOffer : IDisposable
{
    /// <summary>What was sent.</summary>
    OfferCounts Counts { get; }

    /// <summary>Sends the next message, with new sequences and the present time; waits while the server takes nothing.</summary>
    void SendNext();

    /// <summary>Does what the server's answers ask for, or waits for them at most that long, which is below a second.</summary>
    void ReadWithin(TimeSpan time);
}
