using Microsoft.AspNetCore.Http;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// What is taken of the server's memory for a connection before it is upgraded, in bytes, whether it is busy or not.
/// What comes to be more - replies that pile up, a long incoming message - is taken when it comes. Thread-safe.
/// </summary>
public static class ConnectionMemory
{
    /// <summary>What an incoming message may take before more is asked for; most requests are smaller.</summary>
    public const int MessageAllotment = 4 * 1024;

    // What the transport holds for a connection that idles: its socket, its tasks, a buffer while it reads. Measured at
    // 5.4 KiB with a plain socket and 17.8 KiB where Kestrel keeps its part of the connection.
    private const int Idle = 20 * 1024;

    // A request over TLS or HTTP/2, with the buffers of its encryption or its pipes.
    private const int OfRequest = 48 * 1024;

    // The kernel takes whole segments: it stops when what is unsent has passed the low water mark, by one at most.
    private const int KernelSegment = 64 * 1024;

    /// <summary>What a connection takes.</summary>
    /// <param name="options">How much the kernel may hold.</param>
    public static long CostOf(StreamEndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Subscriber.MemoryCost + Idle + MessageAllotment + KernelSegment + options.UnsentLowWater;
    }

    /// <summary>What it takes besides where it keeps its request: its sink holds some of what would be the kernel's, and its request's own parts are larger.</summary>
    /// <param name="unsent">How many unsent bytes its sink may hold.</param>
    public static long CostOfStream(int unsent) => unsent + OfRequest;

    /// <summary>What a request takes that waits for its answer, beside its subscriber: of that nothing is sent yet.</summary>
    /// <param name="request">The request.</param>
    public static long CostOfWaiting(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Idle + (request.IsHttps || !HttpProtocol.IsHttp11(request.Protocol) ? OfRequest : 0);
    }

    /// <summary>What an answer takes while it is sent, beside its bytes: what the network has not taken yet.</summary>
    /// <param name="unsent">How many unsent bytes the kernel may hold before it stops.</param>
    /// <param name="piece">How many bytes are given to the network at a time.</param>
    public static long CostOfSending(int unsent, int piece) => unsent + KernelSegment + piece;
}
