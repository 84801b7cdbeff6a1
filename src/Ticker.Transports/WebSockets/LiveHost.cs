using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>Serves subscribers from the live pipeline. Holds nothing of a connection; thread-safe.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="options">The limits.</param>
internal sealed class LiveHost(Pipeline pipeline, StreamEndpointOptions options) : ISubscriberHost
{
    /// <inheritdoc/>
    public long Epoch => pipeline.Position.Epoch;

    /// <inheritdoc/>
    public long MemoryCost => 0;

    /// <inheritdoc/>
    public int UnsentLowWater => options.UnsentLowWater;

    /// <inheritdoc/>
    public TimeSpan ReaderLag => options.ReaderLag;

    /// <inheritdoc/>
    public Subscriber Serve(IFrameSink sink, Framing framing, Entitlements entitlements, out Task<SubscriberEnd> end)
    {
        var subscriber = new Subscriber(sink, framing) { Entitlements = entitlements };
        pipeline.Join(subscriber);
        end = subscriber.Completion;
        return subscriber;
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync() => ValueTask.CompletedTask;
}
