using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Recording.Late;

namespace Ticker.Transports.WebSockets;

/// <summary>Serves the subscriber of a connection from the market that it may see.</summary>
/// <param name="market">The market, which was entered for it.</param>
/// <param name="markets">Where it may have to go when it says who it is.</param>
/// <param name="options">The limits.</param>
internal sealed class MarketHost(Market market, Markets markets, StreamEndpointOptions options) : ISubscriberHost
{
    private Market _market = market;

    /// <inheritdoc/>
    public long Epoch => _market.Pipeline.Position.Epoch;

    /// <inheritdoc/>
    public TimeSpan Delay => _market.Delay;

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
        _market.Pipeline.Join(subscriber);
        end = subscriber.Completion;
        return subscriber;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> AdmitAsync(Subscriber subscriber, Entitlements entitlements, CancellationToken cancellation)
    {
        if (entitlements.Delay == _market.Delay)
        {
            return null;
        }

        MarketEntry entry = await markets.EnterAsync(entitlements.Delay).ConfigureAwait(false);
        if (entry.Market is not { } other)
        {
            return entry.Refusal;
        }

        Market before = _market;
        _market = other;
        before.Leave();
        await subscriber.MoveAsync(other.Pipeline, cancellation).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync()
    {
        _market.Leave();
        return ValueTask.CompletedTask;
    }
}
