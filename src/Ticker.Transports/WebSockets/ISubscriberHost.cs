using Ticker.Engine.Access;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// Whoever serves the subscriber of a connection when its handshake is done: a port with two implementations, a market
/// and a replay.
/// </summary>
public interface ISubscriberHost
{
    /// <summary>The epoch of which <c>welcome</c> tells.</summary>
    long Epoch { get; }

    /// <summary>How much later than it happened the subscriber gets what it gets.</summary>
    TimeSpan Delay { get; }

    /// <summary>The bytes to take of the server's memory besides those of a connection.</summary>
    long MemoryCost { get; }

    /// <summary>The unsent bytes that the kernel may hold.</summary>
    int UnsentLowWater { get; }

    /// <summary>How far the peer may be behind in reading before it is held back; zero = as far as it likes.</summary>
    TimeSpan ReaderLag { get; }

    /// <summary>Begins to serve; called at most once.</summary>
    /// <param name="sink">The way out, which nobody else uses until the task that is returned completes.</param>
    /// <param name="framing">What the handshake chose.</param>
    /// <param name="entitlements">What it may ask for.</param>
    /// <param name="end">Completes when the sink is used no more, with how to end the connection.</param>
    /// <returns>The subscriber, to be told what the peer does.</returns>
    Subscriber Serve(IFrameSink sink, Framing framing, Entitlements entitlements, out Task<SubscriberEnd> end);

    /// <summary>The peer, which was served without having said who it is, has said so: it is served from now on as it is to be.</summary>
    /// <param name="subscriber">The subscriber, which has asked for nothing yet.</param>
    /// <param name="entitlements">What it may ask for.</param>
    /// <param name="cancellation">The connection ends.</param>
    /// <returns>Why it cannot be served so, for a person to read; null = it is.</returns>
    ValueTask<string?> AdmitAsync(Subscriber subscriber, Entitlements entitlements, CancellationToken cancellation);

    /// <summary>Nothing of the connection is left, or it came to nothing.</summary>
    ValueTask LeaveAsync();
}
